import type { Subtest } from '../model/results.ts';

/** What a program reports of itself in TAP or KTAP, the Test Anything Protocol and the kernel's dialect of it. */
export interface Tap {
  subtests: Subtest[];
  /** The plan says that there is nothing to run: `1..0 # SKIP reason`. */
  skip?: string;
}

/** More than that are left out. */
const maxSubtests = 10_000;

const plan = /^1\.\.0+\s*#\s*skip\S*\s*:?\s*(.*)$/i;
const result = /^\s*(not )?ok\b\s*(\d*)\s*(?:- )?(.*)$/;
const directive = /#\s*(skip|todo|xfail|xpass|timeout|error)\w*\b\s*:?(.*)$/i;
const maxLine = 1000;

/**
 * Reads a program's stdout. Nothing here is believed beyond what it is: subtests are shown below their test, and only a
 * plan that skips everything has a say in its verdict.
 * @returns nothing when the text is not TAP: it has neither a version line nor a plan
 */
export function readTap(text: string): Tap | undefined {
  const lines = text.split(/\r?\n/);
  if (!lines.some((line) => /^K?TAP version \d+\s*$/.test(line) || /^1\.\.\d+(\s*#.*)?$/.test(line))) return undefined;
  const tap: Tap = { subtests: [] };
  for (const line of lines) {
    const skipped = plan.exec(line);
    if (skipped && tap.skip === undefined) tap.skip = skipped[1]?.trim() || 'nothing to run';
    const found = result.exec(line.slice(0, maxLine));
    if (found && tap.subtests.length < maxSubtests) tap.subtests.push(subtestOf(found));
  }
  return tap;
}

function subtestOf([, not, number, rest = '']: RegExpExecArray): Subtest {
  const found = directive.exec(rest);
  const name = rest.slice(0, found?.index).trim() || `subtest ${number}`.trim();
  const word = found?.[1]?.toLowerCase();
  const reason = found?.[2]?.trim() ?? '';
  if (word === 'skip') return { name, verdict: 'skipped', reason };
  // A failure that is expected is none.
  if (not && word !== 'todo' && word !== 'xfail') return { name, verdict: 'failed', reason: reason || 'not ok' };
  return { name, verdict: 'passed', reason: word ? `${word} ${reason}`.trim() : '' };
}
