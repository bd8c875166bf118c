import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import type { OfferedBusybox, Rootfs } from '../../model/provisions.ts';
import { makeMinimal } from './make-minimal.ts';

/** The rootfs with a busybox that does not come from apt. What is offered is not saved anywhere else. */
export async function minimalOffered(spec: string, offered: OfferedBusybox, context: Context): Promise<Rootfs> {
  const { version, sha256, from } = offered;
  const fetch = async (scratch: string) => {
    const files = await offered.fetch();
    for (const [name, bytes] of files) await writeFile(join(scratch, name), bytes);
    const documents = [...files.keys()].filter((name) => name !== 'busybox').map((name) => join(scratch, name));
    return { executable: join(scratch, 'busybox'), documents };
  };
  const local = { ...context, cache: { ...context.cache, remotes: [] } };
  const rootfs = await makeMinimal(spec, { version, architecture: 'amd64', sha256, from, fetch }, local);
  context.log.info(`rootfs "${spec}": busybox ${version} from ${from}`);
  return rootfs;
}
