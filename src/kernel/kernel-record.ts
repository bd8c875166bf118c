import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isBoolean, isText, objectOf, optional, parseJson, recordOf } from '../cache/validate.ts';
import { readTextSync } from '../host/read-text.ts';
import { UmlRunError } from '../model/errors.ts';

/** What is known of a kernel in the cache, from when it was made: its `kernel.json`. */
export interface KernelRecord {
  /** What `uname -r` will say. */
  version: string;
  /** For people: `Kernel.source` of the model. */
  source: string;
  /** What it was made from, in the terms of whoever made it. */
  origin: Record<string, string>;
  /** With it are only the modules that every boot loads: all are an entry of their own, `later-modules.ts`. */
  hasLaterModules?: boolean | undefined;
}

/** What the executable is called in the folder of every entry of the kind `kernels`. */
export const executableName = 'linux.uml';

const fileName = 'kernel.json';

export async function writeRecord(folder: string, record: KernelRecord): Promise<void> {
  await writeFile(join(folder, fileName), `${JSON.stringify(record, undefined, 2)}\n`);
}

export const isKernelRecord = objectOf<KernelRecord>({
  version: isText,
  source: isText,
  origin: recordOf(isText),
  hasLaterModules: optional(isBoolean),
});

/** @throws UmlRunError `cache-unusable` when there is none, or it cannot be understood */
export async function readRecord(folder: string): Promise<KernelRecord> {
  const file = join(folder, fileName);
  const record = parseJson(readTextSync(file) ?? '', isKernelRecord);
  if (record) return record;
  throw new UmlRunError('cache-unusable', `"${file}" is missing or damaged: remove the folder "${folder}"`);
}
