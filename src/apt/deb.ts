import { mkdir } from 'node:fs/promises';
import { type ToolOptions, tool } from '../host/run-tool.ts';

/** Unpacks the files of a `.deb` into a folder, which is made when it is not there. Runs none of its scripts. */
export async function unpackDeb(deb: string, folder: string, options: ToolOptions): Promise<void> {
  await mkdir(folder, { recursive: true });
  await tool('dpkg-deb', ['--extract', deb, folder], options);
}
