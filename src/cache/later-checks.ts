/**
 * Checks of what the cache has that are put off: what no guest sees before it is told of its tests is compared with how it
 * was made while the first guests boot.
 */
export class LaterChecks {
  private readonly checks: (() => Promise<boolean>)[] = [];

  /** @param isWhole says whether something is still as it was made */
  add(isWhole: () => Promise<boolean>): void {
    this.checks.push(isWhole);
  }

  /** Makes those that have not been made. @returns whether all is as it was made; else it has to be provided again */
  async areAllWhole(): Promise<boolean> {
    for (const isWhole of this.checks.splice(0)) if (!(await isWhole())) return false;
    return true;
  }
}
