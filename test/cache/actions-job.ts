/**
 * Runs in a process of its own, as a step of a job does: makes one entry through the remotes of the runner, and says
 * what happened.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openContext } from '../../src/cache/context.ts';
import { entry } from '../../src/cache/entry.ts';
import { actionsCache } from '../../src/cache/remotes/actions-cache.ts';
import { saved } from '../../src/cache/remotes/remotes.ts';
import { runnerRemotes } from '../../src/cache/remotes/runner-remotes.ts';
import { hear } from '../support/log.ts';

const [folder, key, limit] = process.argv.slice(2);
const log = hear();
const remotes = limit === undefined ? runnerRemotes(log, false) : [actionsCache(log, Number(limit))];
const context = await openContext({ folder: folder!, remotes, log });
const ready = await entry(context, 'things', key!, async (tree) => {
  await writeFile(join(tree, 'big'), Buffer.alloc(300_000, 'kernel '));
  await writeFile(join(tree, 'name'), key!);
});
await saved(context);
const content = await readFile(join(ready.folder, 'name'), 'utf8');
const said = { from: ready.from, content, remotes: remotes.map(({ name }) => name), ...log };
await writeFile(join(folder!, 'said.json'), JSON.stringify(said));
process.exit(0);
