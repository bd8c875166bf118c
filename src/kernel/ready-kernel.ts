import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../cache/entry.ts';
import type { Kernel } from '../model/provisions.ts';
import { executableName, readRecord } from './kernel-record.ts';

/** Debian's take 4 to 11 MB, whatever the guest's memory is. */
const megabytesOfPackages = 512;

/** The kernel in an entry of the cache, for a run. @throws UmlRunError `cache-unusable` when it has no record */
export async function readyKernel(spec: string, entry: Entry): Promise<Kernel> {
  const { version, source, origin } = await readRecord(entry.folder);
  const modules = join(entry.folder, 'modules');
  return {
    spec,
    name: version,
    version,
    source,
    path: join(entry.folder, executableName),
    sha256: entry.sha256(executableName),
    ...(existsSync(modules) && { modules }),
    ...(origin.package !== undefined && { privateMegabytes: megabytesOfPackages }),
  };
}
