/**
 * The test that a program of the kernel's test harness (`kselftest_harness.h`) is running. What its body reports of its own
 * is not set in, and numbered from 1 again:
 *
 *     #  RUN           global.reads ...
 *     ok 1 reads a byte
 *     #            OK  global.reads
 *     ok 7 global.reads
 */
export class HarnessTest {
  /** Its name; missing between two. */
  private name: string | undefined;

  /** @returns whether such a test begins with this line of the program's */
  begins(line: string): boolean {
    if (!line.startsWith('#')) return false;
    const text = line.slice(1).trim();
    if (text.startsWith('RUN ') && text.endsWith(' ...')) {
      this.name = text.slice('RUN '.length, -' ...'.length).trim();
      return true;
    }
    // `OK  global.reads`: what follows is the harness's own.
    if (this.name !== undefined && text.endsWith(` ${this.name}`)) this.name = undefined;
    return false;
  }

  /** Whether a result is of its body; the result with its name ends it. */
  reports(name: string): boolean {
    if (this.name === name) this.name = undefined;
    return this.name !== undefined;
  }
}
