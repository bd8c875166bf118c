import type { Options } from '../config/options.ts';
import { makeScratch, type Scratch } from '../guest/scratch.ts';
import type { Log } from '../model/log.ts';
import { using } from '../model/using.ts';
import type { Segment } from '../network/segment.ts';
import type { ProvidedNetwork } from '../provision/guest-network.ts';
import { startSegment } from '../provision/peers.ts';
import { EarlyGuests } from '../runner/early-guests.ts';

/** What a run has started on this machine, besides what runs its tests. */
export interface Started {
  /** Its temporary folders. */
  scratch: Scratch;
  /** What its guests share with those beside them, where there are any. */
  segment: Segment | undefined;
  early: EarlyGuests;
}

/** What it is started with. */
interface StartedJob {
  options: Options;
  /** What this machine has of it is removed last. */
  network: ProvidedNetwork;
  /** Absolute path of the output folder. */
  output: string;
  log: Pick<Log, 'warning'>;
}

/**
 * Starts what the work needs, and ends it after the work, however that ends: the last first, for guests use the segment,
 * and all of them the temporary folders.
 * @throws what the work throws; the system's error
 */
export function withStarted<Result>(job: StartedJob, work: (started: Started) => Promise<Result>): Promise<Result> {
  return using(job.network, closed, () =>
    using(
      makeScratch((text) => job.log.warning(text)),
      removed,
      (scratch) =>
        using(segmentIn(scratch, job), ended, (segment) =>
          using(new EarlyGuests(job.options.jobs), ended, (early) => work({ scratch, segment, early })),
        ),
    ),
  );
}

function segmentIn(scratch: Scratch, { options, network, output, log }: StartedJob): Segment | undefined {
  if (options.guests.length === 0) return undefined;
  return startSegment(options, { scratch, wayOut: network.wayOut, output, log });
}

const closed = (one: { close(): Promise<void> }) => one.close();
const removed = (one: { remove(): void }) => one.remove();
const ended = (one: { end(): Promise<void> } | undefined) => one?.end();
