import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackDeb } from '../apt/deb.ts';
import { fetchMachinePackage, machinePackage } from '../apt/machine-package.ts';
import type { Context } from '../cache/context.ts';
import { run } from '../host/run-tool.ts';
import { messageOf, UmlRunError } from '../model/errors.ts';
import { readTar } from './tar/read-tar.ts';
import { toolOutput } from './tool-output.ts';
import type { TreeEntries } from './tree/tree-entry.ts';

const command = 'sqfs2tar';
/** The packages that the tool comes in, for this use only: they are not installed. */
const packages = ['squashfs-tools-ng', 'libsquashfs1', 'liblzo2-2', 'liblz4-1', 'libzstd1'];

/**
 * What a squashfs image holds, by `sqfs2tar` of squashfs-tools-ng: this machine's, or else its apt's.
 * @param scratch folder for what is fetched
 * @throws UmlRunError `rootfs-invalid` when the image is damaged, `tool-missing` when the tool cannot be found or
 * fetched
 */
export async function readSquashfs(
  path: string,
  what: string,
  scratch: string,
  context: Context,
): Promise<TreeEntries> {
  const tool = await findTool(scratch, context);
  return readTar(output(tool, path, what), what);
}

interface Tool {
  path: string;
  environment: Record<string, string>;
}

async function findTool(scratch: string, context: Context): Promise<Tool> {
  if (!(await run(command, ['--version'], context)).missing) return { path: command, environment: {} };
  const files = join(scratch, 'squashfs-tools');
  await mkdir(files, { recursive: true });
  try {
    for (const name of packages) {
      const found = await machinePackage(name, context);
      await unpackDeb(await fetchMachinePackage(found, join(scratch, 'deb'), context), files, context);
    }
    await stat(join(files, 'usr/bin', command));
  } catch (cause) {
    context.signal?.throwIfAborted();
    throw new UmlRunError(
      'tool-missing',
      `squashfs images need ${command}, which could not be downloaded (${messageOf(cause)}): install it (apt-get install ${packages[0]})`,
      { cause },
    );
  }
  const libraries = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'].map((folder) => join(files, folder));
  return { path: join(files, 'usr/bin', command), environment: { LD_LIBRARY_PATH: libraries.join(':') } };
}

function output({ path: tool, environment }: Tool, image: string, what: string): AsyncIterable<Buffer> {
  return toolOutput({
    command: tool,
    args: ['--no-xattr', image],
    environment,
    unstartable: (cause) =>
      new UmlRunError('tool-missing', `${what} needs ${command}, which cannot be started: ${messageOf(cause)}`, {
        cause,
      }),
    failed: (stderr) => new UmlRunError('rootfs-invalid', `${what} is damaged: ${command} says ${stderr}`),
  });
}
