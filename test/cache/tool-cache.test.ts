import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { entry } from '../../src/cache/entry.ts';
import { saved } from '../../src/cache/remotes/remotes.ts';
import { runnerRemotes } from '../../src/cache/remotes/runner-remotes.ts';
import { toolCache } from '../../src/cache/remotes/tool-cache.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function environment(values: Record<string, string | undefined>): void {
  const none = { ACTIONS_CACHE_SERVICE_V2: undefined, ACTIONS_RESULTS_URL: undefined, ACTIONS_CACHE_URL: undefined };
  for (const [name, value] of Object.entries({ ...none, ...values })) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const make = (tree: string) => writeFile(join(tree, 'file'), 'content');

test('the real @actions/tool-cache keeps an entry from job to job', async () => {
  const tools = ownFolder();
  environment({ RUNNER_TOOL_CACHE: tools });
  const log = hear();
  for (const from of ['made', 'the tool cache']) {
    const context = await openContext({ folder: ownFolder(), remotes: [toolCache()], log });
    expect((await entry(context, 'kernels', 'a_6.1um4+b13~1', make)).from).toBe(from);
    await saved(context);
  }
  expect(log.warnings).toEqual([]);
  expect(await readdir(tools)).toEqual(['uml-run-2-kernels-a_6.1um4+b13~1']);
});

test('a tool cache that cannot be written to costs a warning', async () => {
  environment({ RUNNER_TOOL_CACHE: '/dev/null/tools' });
  const log = hear();
  const context = await openContext({ folder: ownFolder(), remotes: [toolCache()], log });
  expect((await entry(context, 'kernels', 'a', make)).from).toBe('made');
  await saved(context);
  expect(log.warnings).toEqual([expect.stringContaining('the tool cache could not save')]);
});

test('a runner has the remotes that its environment names', () => {
  const names = (offline = false) => runnerRemotes(hear(), offline).map(({ name }) => name);
  environment({ RUNNER_TOOL_CACHE: undefined });
  expect(names()).toEqual([]);
  environment({ RUNNER_TOOL_CACHE: '/tools', RUNNER_ENVIRONMENT: 'self-hosted' });
  expect(names()).toEqual(['the tool cache']);
  environment({ RUNNER_TOOL_CACHE: '/tools', RUNNER_ENVIRONMENT: 'github-hosted' });
  expect(names()).toEqual([]);
  const service = { ACTIONS_CACHE_SERVICE_V2: 'true', ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/' };
  environment({ ...service, RUNNER_TOOL_CACHE: '/tools', RUNNER_ENVIRONMENT: 'self-hosted' });
  expect(names()).toEqual(['the tool cache', 'the Actions cache']);
  expect(names(true)).toEqual(['the tool cache']);
});
