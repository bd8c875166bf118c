import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isBelow } from '../fs/is-in.ts';
import { makeFolder } from '../fs/make-folder.ts';
import { namesIn } from '../fs/names-in.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Results, TestResult } from '../model/results.ts';
import type { Test } from '../model/tests.ts';
import type { Times } from '../model/times.ts';
import type { Cache } from './cache.ts';
import { keyOf } from './digests.ts';

/** Days that the time of a test which does not run any more is kept. */
const maxAge = 90;
/** Bytes of a file. A larger one is written anew with the newest of its times, in half of that: 50,000 tests or so. */
const maxBytes = 8 << 20;

/**
 * The times that the cache keeps, in a file for each kernel spec: a release or a build that takes the place of another
 * goes on with its times.
 *
 * A run adds its times at the end of the file, and reads no more of it than it asks for: a suite of many tests makes no
 * run of one of them slower. Tests are known by name and program, whose path is taken from the project's folder where it
 * lies in it: a checkout elsewhere finds them. A line that is damaged, or a file that cannot be read or written, costs
 * nothing but the order.
 */
export class KeptTimes implements Times {
  private readonly folder: string;
  private readonly project: string;
  private readonly known = new Map<string, Lines>();

  /** @param project absolute path of a folder */
  constructor({ folder }: Pick<Cache, 'folder'>, project: string) {
    this.folder = join(folder, 'times');
    this.project = project;
  }

  expectedSeconds({ name, program }: Pick<Test, 'name' | 'program'>, { spec }: Pick<Kernel, 'spec'>) {
    return secondsIn(this.linesOf(spec).last(this.testKey(name, program.path)));
  }

  bootSeconds({ spec }: Pick<Kernel, 'spec'>) {
    return secondsIn(this.linesOf(spec).last(bootKey));
  }

  /**
   * Adds those of a run: of each test that came to an end of its own, passed or not, and of each kernel that booted. What
   * another run adds meanwhile stays, unless it makes the file shorter in the same moment.
   */
  keep({ kernels, tests }: Pick<Results, 'kernels' | 'tests'>): void {
    for (const { spec, name, bootSeconds } of kernels) {
      const ended = tests.filter((test) => test.kernel === name && hasTime(test));
      if (bootSeconds !== null) this.keepOn(spec, bootSeconds, ended);
    }
    this.removeOld();
  }

  private keepOn(spec: string, boot: number, results: readonly TestResult[]): void {
    const file = this.fileOf(spec);
    const ofTests = results.map(({ name, program, seconds }) => lineOf(this.testKey(name, program), seconds));
    quietly(() => {
      makeFolder(this.folder);
      appendFileSync(file, [...ofTests, lineOf(bootKey, boot)].join(''));
      if (statSync(file).size > maxBytes) shorten(file);
    });
  }

  /** Files of kernels that are not used any more, and halves of files. */
  private removeOld(): void {
    for (const name of namesIn(this.folder)) {
      const path = join(this.folder, name);
      quietly(() => {
        if (Date.now() - statSync(path).mtimeMs > maxAge * millisecondsOfDay) rmSync(path);
      });
    }
  }

  private linesOf(spec: string): Lines {
    const known = this.known.get(spec) ?? new Lines(quietly(() => readFileSync(this.fileOf(spec), 'utf8')) ?? '');
    this.known.set(spec, known);
    return known;
  }

  private fileOf(spec: string): string {
    return join(this.folder, `${keyOf(spec)}.times`);
  }

  private testKey(name: string, program: string): string {
    return JSON.stringify([name, isBelow(program, this.project) ? relative(this.project, program) : program]);
  }
}

/** Of the kernel, in place of a test's. */
const bootKey = 'boot';

/**
 * Lines of a file, each after a line break. A line is the key, as JSON without line breaks; a space; seconds; a space; and
 * the day on which it ran, counted from the epoch. What of it is wrong is seen when it is asked for.
 */
class Lines {
  private readonly text: string;
  private byKey: ReadonlyMap<string, string> | undefined;
  private asked = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** @returns the last of a key that is not damaged; empty when there is none */
  last(key: string): string {
    this.asked++;
    if (this.asked > few) this.byKey ??= new Map(this.text.split('\n').map((line) => [keyIn(line), line]));
    return this.byKey ? (this.byKey.get(key) ?? '') : this.find(key);
  }

  private find(key: string): string {
    const start = `\n${key} `;
    for (let end = this.text.length; end >= 0; ) {
      const at = this.text.lastIndexOf(start, end);
      if (at < 0) break;
      const [line = ''] = this.text.slice(at + 1, at + start.length + maxTime).split('\n', 1);
      if (keyIn(line) === key) return line;
      end = at - 1;
    }
    return '';
  }
}

/** For more keys than this, all lines are told apart. */
const few = 16;
/** Characters of seconds and a day; a longer line is damaged. */
const maxTime = 64;

const millisecondsOfDay = 24 * 3_600_000;
const today = () => Math.floor(Date.now() / millisecondsOfDay);

/** One that errored was cut short, or never began. */
function hasTime({ verdict }: TestResult): boolean {
  return verdict !== 'errored';
}

/** With a line break before it: the end of the file may be half of a line. */
function lineOf(key: string, seconds: number): string {
  return `\n${key} ${seconds} ${today()}`;
}

const timeAtEnd = / (\d+(?:\.\d+)?(?:e-\d+)?) (\d+)$/;

function secondsIn(line: string): number | undefined {
  const [, seconds, day] = timeAtEnd.exec(line) ?? [];
  return today() - Number(day) <= maxAge ? Number(seconds) : undefined;
}

function keyIn(line: string): string {
  return line.slice(0, line.lastIndexOf(' ', line.lastIndexOf(' ') - 1));
}

/** Of each key the last line is kept, and of these the last ones. */
function shorten(path: string): void {
  const kept: string[] = [];
  const seen = new Set<string>();
  let bytes = 0;
  for (const line of readFileSync(path, 'utf8').split('\n').toReversed()) {
    const key = keyIn(line);
    if (seen.has(key)) continue;
    seen.add(key);
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > maxBytes / 2) break;
    kept.push(`\n${line}`);
  }
  const aside = `${path}.${process.pid}.tmp`;
  writeFileSync(aside, kept.toReversed().join(''));
  renameSync(aside, path);
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
