import type { Subtest } from '../model/results.ts';

/** More of them are left out. */
const maxSubtests = 10_000;

/** What one takes besides its texts, about. */
const overhead = 100;

/** The room that the subtests of one program have: nothing that it writes may fill this process's memory. */
export class SubtestRoom {
  private count = maxSubtests;
  private free: number;
  private readonly forFailures: number;

  /** @param bytes for all of them; the last quarter is for failures alone */
  constructor(bytes: number) {
    this.free = bytes;
    this.forFailures = bytes / 4;
  }

  /** @returns whether there is room for one, which is then taken */
  take(subtest: Subtest): boolean {
    const free = this.free - sizeOf(subtest);
    if (this.count === 0 || free < (subtest.verdict === 'failed' ? 0 : this.forFailures)) return false;
    this.free = free;
    this.count--;
    return true;
  }

  giveBack(subtests: readonly Subtest[]): void {
    this.count += subtests.length;
    for (const subtest of subtests) this.free += sizeOf(subtest);
  }
}

function sizeOf({ name, reason }: Subtest): number {
  return Buffer.byteLength(name) + Buffer.byteLength(reason) + overhead;
}
