import { readAllowList } from '../verdict/allow-list.ts';
import type { Policy } from '../verdict/judge.ts';

/**
 * What a test has to do to pass, from what the user chose.
 * @param options `allowSplats`: regular expressions, or `@` and the path of a file with one a line
 * @throws UmlRunError `option-invalid` for what is not a regular expression, and for a file that cannot be read
 */
export async function policyOf({ skipExitCodes, failOn, allowSplats, stdout }: PolicyOptions): Promise<Policy> {
  return { skipExitCodes, failOn, allowSplats: await readAllowList(allowSplats), holdsBack: stdout === 'pipe' };
}

/** What turned out to be wrong with it while it was used, for the user: expressions that took too long. */
export function problemsOfPolicy({ allowSplats = [] }: Policy): string[] {
  return allowSplats.flatMap(({ problem }) => problem ?? []);
}

export interface PolicyOptions {
  skipExitCodes: number[];
  failOn: readonly string[];
  allowSplats: string[];
  stdout: 'pipe' | 'terminal';
}
