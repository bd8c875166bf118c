import { readHead } from './program-file.ts';
import { parseScript } from './script.ts';

/**
 * The command that a script's `#!/usr/bin/env …` line has `env` look for.
 * @returns undefined for a path, and where there are options or assignments but `-S`
 */
export function commandOfEnv(path: string): string | undefined {
  const script = parseScript(readHead(path));
  if (!script || 'problem' in script) return undefined;
  const words = (script.argument ?? '').split(/[ \t]+/);
  const [word = ''] = words[0] === '-S' ? words.slice(1) : words;
  return /^[^-/=][^/=]*$/.test(word) ? word : undefined;
}
