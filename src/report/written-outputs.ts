import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestResult } from '../model/results.ts';
import { type ReportContext, tailReader } from './report-context.ts';

/**
 * Which outputs of a run's tests hold anything. Most tests of a large run print nothing, and reports are written again and
 * again: opening each empty file each time took longer than all else.
 */
export class WrittenOutputs {
  private readonly folder: string;
  /** Relative to the output folder, as in the results. */
  private readonly written = new Set<string>();

  /** @param folder absolute path of the output folder */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** To be told of each result once its outputs are whole, and again if it gets others. */
  look({ stdout, stderr }: TestResult): void {
    for (const path of [stdout, stderr])
      if (isEmpty(join(this.folder, path))) this.written.delete(path);
      else this.written.add(path);
  }

  /** As `tailReader`, which is asked only for outputs that hold anything. */
  get readTail(): ReportContext['readTail'] {
    const read = tailReader(this.folder);
    return (path, bytes) => (this.written.has(path) ? read(path, bytes) : { bytes: new Uint8Array(), omitted: 0 });
  }
}

/** Whether there is nothing to read: an output that cannot be looked at has no place in a report either. */
function isEmpty(path: string): boolean {
  try {
    return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
  } catch {
    return true;
  }
}
