import type { Log } from '../../model/log.ts';
import { actionsCache, hasActionsCache } from './actions-cache.ts';
import type { Remote } from './remote.ts';
import { toolCache } from './tool-cache.ts';

/**
 * The remotes that this job's runner has, nearest first. Import it in the Action alone, where the toolkit is at home.
 * The Actions cache is across the network. A runner of GitHub's has a tool cache too, but it does not outlive the job.
 */
export function runnerRemotes(log: Log, offline: boolean): Remote[] {
  const { RUNNER_TOOL_CACHE, RUNNER_ENVIRONMENT } = process.env;
  const keepsTools = Boolean(RUNNER_TOOL_CACHE) && RUNNER_ENVIRONMENT !== 'github-hosted';
  return [...(keepsTools ? [toolCache()] : []), ...(hasActionsCache() && !offline ? [actionsCache(log)] : [])];
}
