import type { Check } from './check.ts';

/** One line a check: `ok` or `FAIL`, what was found, and what to do. */
export function formatChecks(checks: Check[]): string {
  const width = Math.max(0, ...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, ok, found, fix }) => {
      const advice = fix === undefined ? '' : `${ok ? '; note: ' : '; fix: '}${fix}`;
      return `${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(width)}  ${found}${advice}\n`;
    })
    .join('');
}
