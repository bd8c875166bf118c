import type { ConsoleObserver } from '../console/observer.ts';
import type { Test } from '../model/tests.ts';
import type { Artifacts } from './artifacts.ts';
import type { BootTest } from './boot-plan.ts';
import { bootTest, type TestSettings } from './boot-test.ts';

/** All tests that a guest was given, in the order in which it runs them. */
export class GivenTests {
  readonly tests: Test[] = [];
  private readonly settings: TestSettings;
  private readonly artifacts: Artifacts | undefined;
  /** What the console has to know of each. */
  private readonly known: { token: string; beforeToken: string; input: string }[] = [];
  private expected = 0;

  constructor(settings: TestSettings, artifacts?: Artifacts) {
    this.settings = settings;
    this.artifacts = artifacts;
  }

  /**
   * @param own settings of these tests, where they are not the guest's
   * @returns them as the boot plan has them
   * @throws the system's error when there is no room for their folders
   */
  add(tests: readonly Test[], own: Partial<TestSettings> = {}): BootTest[] {
    const settings = { ...this.settings, ...own };
    return tests.map((test) => {
      const index = this.tests.length;
      this.artifacts?.add(settings.leavesArtifacts);
      const left = this.artifacts?.hasPlace(index) ? this.artifacts.pathOf(index) : undefined;
      const given = bootTest(test, index, settings, left);
      this.tests.push(test);
      // As native/init/streams.c has it.
      this.known.push({
        token: given.token,
        beforeToken: given.terminal ? '\x1e' : '',
        input: given.input.replace(/^-$/, ''),
      });
      return given;
    });
  }

  /** Tells an observer of those that it does not know. */
  expectIn(observer: ConsoleObserver): void {
    for (; this.expected < this.known.length; this.expected++) {
      const { token, beforeToken } = this.at(this.expected);
      observer.expect(token, beforeToken);
    }
  }

  /** What the console has to know of the one of a number, from 0. */
  at(index: number) {
    const test = this.known[index];
    if (!test) throw new RangeError(`the guest has no test ${index}`);
    return test;
  }
}
