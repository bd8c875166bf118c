import { constants } from 'node:os';

const names = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/** Name of a signal on Linux, e.g. `SIGSEGV`; the real-time ones count from SIGRTMIN as the C library does. */
export function signalName(number: number): string {
  // Node knows some by two names.
  const twice: Record<number, string> = { 6: 'SIGABRT', 29: 'SIGIO', 31: 'SIGSYS' };
  if (number >= 34) return number === 34 ? 'SIGRTMIN' : `SIGRTMIN+${number - 34}`;
  return twice[number] ?? names.get(number) ?? `signal ${number}`;
}
