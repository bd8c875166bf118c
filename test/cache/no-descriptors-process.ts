/** Prints what becomes of a lock, and of a tool, with few file descriptors, as JSON. To be run with a low limit. */
import { openContext } from '../../src/cache/context.ts';
import { locked } from '../../src/cache/lock.ts';
import { messageOf } from '../../src/model/errors.ts';
import { toolOutput } from '../../src/rootfs/tool-output.ts';
import { withDescriptors } from '../support/descriptors.ts';
import { hear } from '../support/log.ts';

const context = await openContext({ folder: process.argv[2]!, log: hear() });
const lock = () => told(() => locked(context, 'name', async () => undefined));
const tool = () =>
  told(async () => {
    const unstartable = (cause: unknown) => new Error(`cannot start the tool: ${messageOf(cause)}`);
    for await (const bytes of toolOutput({ command: 'true', args: [], unstartable, failed: Error })) void bytes;
  });

// What is loaded at first use would need descriptors of its own.
await Promise.all([lock(), tool()]);
const ends: string[][] = [];
for (let free = 0; free <= 20; free++)
  ends.push([await withDescriptors(free, lock), await withDescriptors(free, tool)]);
console.log(JSON.stringify(ends));

async function told(work: () => Promise<void>): Promise<string> {
  return work().then(() => 'done', messageOf);
}
