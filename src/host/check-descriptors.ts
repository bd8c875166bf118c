import { readFileSync } from 'node:fs';
import type { Check } from './check.ts';

/** A guest takes about 20, and what is used of the machine's programs takes some more. */
const enough = 64;

/** How many files this process may have open at once. */
export function checkDescriptors(): Check {
  return judgeDescriptors(softLimit());
}

/** @param limit Infinity for none */
export function judgeDescriptors(limit: number): Check {
  const found = Number.isFinite(limit) ? `${limit} at once` : 'any number at once';
  const check = { name: 'open files', ok: limit >= enough, found };
  return check.ok
    ? check
    : { ...check, found: `${found}, less than ${enough}`, fix: 'raise the limit: ulimit -n 1024' };
}

function softLimit(): number {
  const [, limit] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
}
