/** A process that makes an entry on a disk that then becomes read-only. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openContext } from '../../src/cache/context.ts';
import { entry } from '../../src/cache/entry.ts';
import { tool } from '../../src/host/run-tool.ts';
import { hear } from '../support/log.ts';

const [, , folder] = process.argv;
const make = (tree: string) => writeFile(join(tree, 'small'), 'content');
await entry(await openContext({ folder: folder!, log: hear() }), 'things', 'a', make);
await tool('mount', ['-o', 'remount,ro', folder!]);
const context = await openContext({ folder: folder!, log: hear() });
console.log((await entry(context, 'things', 'a', make)).from);
const error = await entry(context, 'things', 'b', make).catch((error) => error);
console.log(error.name, error.kind, error.message);
