/** A process that makes an entry on a disk that then becomes read-only. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCache } from '../../src/cache/cache.ts';
import { entry } from '../../src/cache/entry.ts';
import { tool } from '../../src/host/run-tool.ts';
import { hear } from '../support/log.ts';

const [, , folder] = process.argv;
const make = (tree: string) => writeFile(join(tree, 'small'), 'content');
await entry(await openCache({ folder: folder!, log: hear() }), 'things', 'a', make);
await tool('mount', ['-o', 'remount,ro', folder!]);
const cache = await openCache({ folder: folder!, log: hear() });
console.log((await entry(cache, 'things', 'a', make)).from);
const error = await entry(cache, 'things', 'b', make).catch((error) => error);
console.log(error.name, error.kind, error.message);
