/** A process that makes an entry, slowly, and notes in a file that it did. For tests of several processes at once. */
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openContext } from '../../src/cache/context.ts';
import { entry } from '../../src/cache/entry.ts';
import { hear } from '../support/log.ts';

const [folder, key, seconds, log] = process.argv.slice(2);
const context = await openContext({ folder: folder!, log: hear() });
const { from } = await entry(context, 'things', key!, async (tree, scratch) => {
  await writeFile(join(tree, 'first'), 'one');
  await writeFile(join(scratch, 'leftover'), 'two');
  await appendFile(log!, `${process.pid} makes\n`);
  console.log('making');
  await setTimeout(Number(seconds) * 1000);
  await writeFile(join(tree, 'second'), 'two');
});
console.log(from);
