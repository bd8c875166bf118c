import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { isRunnable } from '../../elf/architecture.ts';
import { readElf, unlessDamaged } from '../../elf/elf.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { OfferedBusybox, Rootfs } from '../../model/provisions.ts';
import { makeMinimal } from './make-minimal.ts';

/** The rootfs with a busybox that does not come from apt. What is offered is not saved anywhere else. */
export async function minimalOffered(spec: string, offered: OfferedBusybox, context: Context): Promise<Rootfs> {
  const { version, sha256, from } = offered;
  const fetch = async (scratch: string) => {
    const files = await offered.fetch();
    for (const [name, bytes] of files) await writeFile(join(scratch, name), bytes);
    requireStatic(join(scratch, 'busybox'), from);
    const documents = [...files.keys()].filter((name) => name !== 'busybox').map((name) => join(scratch, name));
    return { executable: join(scratch, 'busybox'), documents };
  };
  const local = { ...context, cache: { ...context.cache, remotes: [] } };
  const rootfs = await makeMinimal(spec, { version, architecture: 'amd64', sha256, from, fetch }, local);
  context.log.info(`rootfs "${spec}": busybox ${version} from ${from}`);
  return rootfs;
}

/** It is run to say what its applets are, here and with this machine's rights. */
function requireStatic(busybox: string, from: string): void {
  const elf = unlessDamaged(() => readElf(busybox));
  if (elf && isRunnable(elf, 'x86_64') && elf.interpreter === undefined) return;
  throw new UmlRunError('download-untrusted', `busybox of ${from} is not a static program for x86-64: it is not used`);
}
