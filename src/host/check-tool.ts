import { execa } from 'execa';
import type { Check } from './check.ts';

/** Whether a program is there and starts. */
export async function checkTool(name: string, itsPackage = name): Promise<Check> {
  const { failed, stdout } = await execa(name, ['--version'], { reject: false, timeout: 10_000 });
  if (failed) return { name, ok: false, found: 'is missing or does not start', fix: `apt-get install ${itsPackage}` };
  return { name, ok: true, found: versionIn(stdout) };
}

/** A program without which only something is missing, in words for people. */
export async function checkOptionalTool(name: string, without: string, itsPackage = name): Promise<Check> {
  const check = await checkTool(name, itsPackage);
  return check.ok ? check : { ...check, ok: true, fix: `${check.fix}: without it, ${without}` };
}

/** @returns the version in the first line of what `--version` prints, or that whole line */
export function versionIn(output: string): string {
  const line = output.trim().split('\n')[0] ?? '';
  return /\d+(?:\.\d+)+[^\s,]*/.exec(line)?.[0] ?? line;
}
