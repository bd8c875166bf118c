import { readAllowList } from '../verdict/allow-list.ts';
import type { Policy } from '../verdict/judge.ts';

/**
 * What a test has to do to pass, from what the user chose.
 * @param options `allowSplats`: regular expressions, or `@` and the path of a file with one a line
 * @throws UmlRunError `option-invalid` for what is not a regular expression, and for a file that cannot be read
 */
export function policyOf({ skipExitCodes, failOn, allowSplats, stdout }: PolicyOptions): Policy {
  return { skipExitCodes, failOn, allowSplats: readAllowList(allowSplats), holdsBack: stdout === 'pipe' };
}

export interface PolicyOptions {
  skipExitCodes: number[];
  failOn: readonly string[];
  allowSplats: string[];
  stdout: 'pipe' | 'terminal';
}
