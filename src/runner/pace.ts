/** How long the guests of one kernel take: measured in this run, or else known from an earlier one. */
export class Pace {
  private boots = 0;
  private bootTotal: number;
  private count = 0;
  private total = 0;
  /** When guests began with the test that they are at, in seconds. */
  private readonly begun = new Map<object, number>();

  /** @param knownBoot seconds that a guest took to boot in an earlier run */
  constructor(knownBoot?: number) {
    this.bootTotal = knownBoot ?? 0;
    this.boots = knownBoot === undefined ? 0 : 1;
  }

  booted(seconds: number): void {
    this.boots++;
    this.bootTotal += seconds;
  }

  /** Seconds; undefined before the first boot. */
  get bootSeconds(): number | undefined {
    return this.boots === 0 ? undefined : this.bootTotal / this.boots;
  }

  /** A guest begins with a test. @param now seconds */
  begin(guest: object, now: number): void {
    this.begun.set(guest, now);
  }

  /** It has ended, with all that lies between it and the next one. */
  end(guest: object, now: number): void {
    const begun = this.begun.get(guest);
    this.begun.delete(guest);
    if (begun === undefined) return;
    this.count++;
    this.total += now - begun;
  }

  /** Seconds that a test takes on average, those that run now included; undefined before the first has begun. */
  meanSeconds(now: number): number | undefined {
    const count = this.count + this.begun.size;
    if (count === 0) return undefined;
    return [...this.begun.values()].reduce((sum, begun) => sum + now - begun, this.total) / count;
  }
}
