/** Whole numbers in sparing memory: those that come in order from 1, as they do nearly always, take none. */
export class NumberSet {
  /** All from 1 to this one are in it. */
  private upTo = 0;
  /** Those above. */
  private readonly others = new Set<number>();
  /** The largest. */
  max = 0;

  /** @returns whether it is new; of too many that are out of order this is not known, and they count as new */
  add(number: number): boolean {
    this.max = Math.max(this.max, number);
    if (number === this.upTo + 1) {
      this.upTo++;
      while (this.others.delete(this.upTo + 1)) this.upTo++;
      return true;
    }
    if ((number > 0 && number <= this.upTo) || this.others.has(number)) return false;
    if (this.others.size < maxOthers) this.others.add(number);
    return true;
  }
}

const maxOthers = 1 << 16;
