import { systemCallName } from './system-calls.ts';

/**
 * What the supervisor says was refused to a guest's kernel, of what it does not make in vain on each boot.
 * @param log lines of the guest's console
 * @returns words to end a message with; undefined when nothing was, or nobody was asked to tell
 */
export function describeRefusals(log: readonly string[]): string | undefined {
  const numbers = log.flatMap((line) => /^uml-run supervisor: refused call (\d+) of the host$/.exec(line)?.[1] ?? []);
  if (numbers.length === 0) return undefined;
  const names = numbers.map((number) => systemCallName(Number(number)));
  return `the sandbox refused it system calls of the host (${names.join(', ')}): see whether it boots with --sandbox off`;
}
