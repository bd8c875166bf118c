import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
import { arrayOf, isNumber, isText, objectOf, oneOf, optional, parseJson, type Validator } from './validate.ts';

/** Days that the time of a test which does not run any more is kept. */
const maxAge = 90;
/** Tests that the times of are kept on a kernel. Where there are more, those go that ran longest ago. */
const maxTests = 50_000;

/**
 * The times that the cache keeps, in a file for each kernel spec: a release or a build that takes the place of another
 * goes on with its times.
 *
 * Tests are known by name and program, whose path is taken from the project's folder where it lies in it: a checkout
 * elsewhere finds them. A file that is damaged, or cannot be read or written, costs nothing but the order.
 */
export class KeptTimes implements Times {
  private readonly folder: string;
  private readonly project: string;
  private readonly known = new Map<string, KernelTimes>();

  /** @param project absolute path of a folder */
  constructor({ folder }: Pick<Cache, 'folder'>, project: string) {
    this.folder = join(folder, 'times');
    this.project = project;
  }

  expectedSeconds({ name, program }: Pick<Test, 'name' | 'program'>, { spec }: Pick<Kernel, 'spec'>) {
    return this.timesOn(spec).tests.get(this.testKey(name, program.path))?.seconds;
  }

  bootSeconds({ spec }: Pick<Kernel, 'spec'>) {
    return this.timesOn(spec).boot;
  }

  /**
   * Adds those of a run: of each test that came to an end of its own, passed or not, and of each kernel that booted. What
   * another run has added meanwhile stays; should both write in the same moment, what one of them found out is lost.
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
    const known = this.known.get(spec);
    const tests = new Map((known?.stamp === stampOf(file) ? known : read(file)).tests);
    const day = today();
    for (const { name, program, seconds } of results) tests.set(this.testKey(name, program), { seconds, day });
    const young = [...tests].filter(([, time]) => day - time.day <= maxAge);
    if (young.length > maxTests) young.sort(([, a], [, b]) => b.day - a.day);
    write(file, { boot, tests: young.slice(0, maxTests) });
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

  private timesOn(spec: string): KernelTimes {
    const known = this.known.get(spec) ?? read(this.fileOf(spec));
    this.known.set(spec, known);
    return known;
  }

  private fileOf(spec: string): string {
    return join(this.folder, `${keyOf(spec)}.json`);
  }

  private testKey(name: string, program: string): string {
    return `${name}\0${isBelow(program, this.project) ? relative(this.project, program) : program}`;
  }
}

interface KernelTimes {
  /** Of the file that they were read from. */
  stamp: string;
  boot?: number | undefined;
  /** By name and path, with a NUL between them. */
  tests: ReadonlyMap<string, Time>;
}

interface Time {
  seconds: number;
  /** On which it ran, counted from the epoch. */
  day: number;
}

const millisecondsOfDay = 24 * 3_600_000;
const today = () => Math.floor(Date.now() / millisecondsOfDay);

/** One that errored was cut short, or never began. */
function hasTime({ verdict }: TestResult): boolean {
  return verdict !== 'errored';
}

/** As it is kept, short: `boot` in seconds; for each test its key, seconds and day. */
interface TimesFile {
  version: 1;
  boot?: number | undefined;
  tests: [key: string, seconds: number, day: number][];
}

const isLength = (value: unknown): value is number => isNumber(value) && value >= 0;
const isTest: Validator<TimesFile['tests'][number]> = (value): value is TimesFile['tests'][number] =>
  Array.isArray(value) && value.length === 3 && isText(value[0]) && isLength(value[1]) && isLength(value[2]);
const isTimesFile = objectOf<TimesFile>({ version: oneOf(1), boot: optional(isLength), tests: arrayOf(isTest) });

function read(path: string): KernelTimes {
  const stamp = stampOf(path);
  const text = quietly(() => readFileSync(path, 'utf8'));
  const file = text === undefined ? undefined : parseJson(text, isTimesFile);
  const tests = file?.tests.map(([key, seconds, day]): [string, Time] => [key, { seconds, day }]);
  return { stamp, boot: file?.boot, tests: new Map(tests) };
}

/** Whoever writes the file makes a new one. */
function stampOf(path: string): string {
  const stats = quietly(() => statSync(path));
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : '';
}

function write(path: string, { boot, tests }: { boot: number; tests: [string, Time][] }): void {
  const rows = tests.map(([key, { seconds, day }]) => [key, seconds, day]);
  const aside = `${path}.${process.pid}.tmp`;
  quietly(() => {
    makeFolder(join(path, '..'));
    writeFileSync(aside, JSON.stringify({ version: 1, boot, tests: rows }));
    renameSync(aside, path);
  });
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
