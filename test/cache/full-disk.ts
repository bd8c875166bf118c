/** A process that makes an entry of 2 MB: by itself, and with a tool. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openContext } from '../../src/cache/context.ts';
import { entry } from '../../src/cache/entry.ts';
import { tool } from '../../src/host/run-tool.ts';
import { hear } from '../support/log.ts';

const context = await openContext({ folder: process.argv[2]!, log: hear() });
const makers = [
  (tree: string) => writeFile(join(tree, 'big'), Buffer.alloc(2 << 20)),
  async (tree: string) => void (await tool('cp', ['/proc/self/exe', '/bin/bash', '/usr/bin/perl', tree])),
];
for (const make of makers) {
  const error = await entry(context, 'things', 'a', make).catch((error) => error);
  console.log(error.name, error.kind, error.message);
}
