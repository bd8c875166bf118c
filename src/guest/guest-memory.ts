import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { availableMemory } from '../host/available-memory.ts';
import { inMegabytes } from '../host/megabytes.ts';
import { describeMemoryFolder, freeIn, howToMakeRoom, isInMemory, type MemoryFolder } from '../host/memory-folder.ts';
import { type Mount, mountOf } from '../host/mounts.ts';
import { makeTemporaryFolder } from '../host/temporary-folders.ts';
import { UmlRunError } from '../model/errors.ts';
import { Budget } from './budget.ts';

/** Where a guest has its memory. */
export interface MemoryPlace {
  /** Absolute path of a folder of this run's own. */
  folder: string;
  /** To be called when the guest is gone. */
  giveBack(): void;
}

/** A folder of the host, the run's own in it, and what a guest's memory there takes from. */
interface Place extends Pick<MemoryFolder, 'folder' | 'mount'> {
  own: string;
  isMade: boolean;
  budgets: readonly Budget[];
}

/**
 * The folders for guests' memory. A guest's file grows with what the guest touches, so each guest is promised all that it
 * may use, in the first folder that has room for it: where there is none, it would die while a test runs.
 */
export class GuestMemory {
  private readonly places: readonly Place[];
  private readonly warn: (text: string) => void;
  private readonly warnedOf = new Set<'elsewhere' | 'fewer'>();
  private guests = 0;
  private waiting: (() => void)[] = [];

  /**
   * @param folders absolute paths, the best first
   * @param name of the run's own folder in each of them
   * @param mounts of this process
   * @param warn is told, once, what makes the run slower
   */
  constructor(folders: readonly string[], name: string, mounts: Mount[], warn: (text: string) => void) {
    this.places = placesIn(folders, name, mounts);
    this.warn = warn;
  }

  /** The run's own folders, which need not have been made. */
  get owned(): string[] {
    return this.places.map(({ own }) => own);
  }

  /** @throws UmlRunError `memory-lacking` when there is no room for a single guest, which may use so many bytes */
  requireRoom(bytes: number): void {
    if (!this.placeFor(bytes)) throw new UmlRunError('memory-lacking', this.noRoomFor(bytes));
  }

  /**
   * Takes room for a guest. Where there is none, waits for one that has some to end.
   * @param bytes that it may use
   * @throws UmlRunError `memory-lacking` when there is none to wait for; `temporary-folder-unusable`; the signal's reason
   */
  async take(bytes: number, signal?: AbortSignal): Promise<MemoryPlace> {
    for (;;) {
      signal?.throwIfAborted();
      const place = this.takeNow(bytes);
      if (place) return place;
      if (this.guests === 0) this.requireRoom(bytes);
      this.warnOfFewer(bytes);
      await this.nextEnd(signal);
    }
  }

  /**
   * Takes room for a guest, if there is some now.
   * @throws UmlRunError `temporary-folder-unusable`
   */
  takeNow(bytes: number): MemoryPlace | undefined {
    const place = this.placeFor(bytes);
    return place && this.claim(place, bytes);
  }

  /**
   * A folder in memory for small files of this run, where there is plenty of it: a disk takes milliseconds for each folder.
   * @param bytes that have to be free; none is promised
   * @returns its absolute path
   * @throws UmlRunError `temporary-folder-unusable`
   */
  folderForLittle(bytes: number): string | undefined {
    const place = this.places.find((one) => isInMemory(one.mount) && leftIn(one) >= bytes);
    return place && madeIn(place);
  }

  /** Whether there is room for one more guest now. */
  hasRoom(bytes: number): boolean {
    return this.placeFor(bytes) !== undefined;
  }

  private placeFor(bytes: number): Place | undefined {
    return this.places.find((place) => leftIn(place) >= bytes);
  }

  private claim(place: Place, bytes: number): MemoryPlace {
    const { folder, budgets } = place;
    const better = this.places.slice(0, this.places.indexOf(place));
    if (better.length > 0) this.warnOnce('elsewhere', `guests' memory goes to "${folder}": ${noRoomIn(better, bytes)}`);
    const own = madeIn(place);
    for (const budget of budgets) budget.promise(bytes);
    this.guests++;
    return { folder: own, giveBack: () => this.giveBack(budgets, bytes) };
  }

  private giveBack(budgets: readonly Budget[], bytes: number): void {
    for (const budget of budgets) budget.giveBack(bytes);
    this.guests--;
    for (const resume of this.waiting.splice(0)) resume();
  }

  private nextEnd(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  private noRoomFor(bytes: number): string {
    return `${noRoomIn(this.places, bytes)}, or lower --memory`;
  }

  /** Says, once, that guests wait for others to end. */
  warnOfFewer(bytes: number): void {
    this.warnOnce('fewer', `fewer guests run at once than --jobs allows: ${this.noRoomFor(bytes)}`);
  }

  private warnOnce(what: 'elsewhere' | 'fewer', text: string): void {
    if (!this.warnedOf.has(what)) this.warn(text);
    this.warnedOf.add(what);
  }
}

/** Folders of one file system have one budget, and those of all that are in memory have another. */
function placesIn(folders: readonly string[], name: string, mounts: Mount[]): Place[] {
  const memory = new Budget(availableMemory);
  const disks = new Map<number, Budget>();
  return folders.map((folder) => {
    const { dev } = statSync(folder);
    const mount = mountOf(realpathSync(folder), mounts);
    const disk = disks.get(dev) ?? new Budget(() => freeIn(folder));
    disks.set(dev, disk);
    const budgets = isInMemory(mount) ? [disk, memory] : [disk];
    return { folder, mount, own: join(folder, name), isMade: false, budgets };
  });
}

/** @returns the run's own folder there, which is made with the first that goes into it */
function madeIn(place: Place): string {
  if (!place.isMade) makeTemporaryFolder(place.own);
  place.isMade = true;
  return place.own;
}

function leftIn({ budgets }: Place): number {
  return Math.max(0, Math.min(...budgets.map((budget) => budget.left())));
}

/** What there is instead, and what to do. */
function noRoomIn(places: readonly Place[], bytes: number): string {
  const seen = places.map((place) => ({ ...place, free: leftIn(place) }));
  const fix = seen.slice(0, 1).map(howToMakeRoom);
  return [
    `no room for the ${inMegabytes(bytes)} of a guest (${seen.map(describeMemoryFolder).join('; ')})`,
    ...fix,
  ].join('; ');
}
