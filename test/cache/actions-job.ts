/** Runs in a process of its own, as a step of a job does: makes one entry through the archives of the runner, and says what happened. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCache } from '../../src/cache/cache.ts';
import { entry } from '../../src/cache/entry.ts';
import { actionsCache } from '../../src/cache/remotes/actions-cache.ts';
import { runnerArchives } from '../../src/cache/remotes/runner-remotes.ts';
import { hear } from '../support/notices.ts';

const [folder, key, limit] = process.argv.slice(2);
const notices = hear();
const archives = limit === undefined ? runnerArchives(notices) : [actionsCache(notices, Number(limit))];
const cache = await openCache({ folder: folder!, archives, notices });
const ready = await entry(cache, 'things', key!, async (tree) => {
  await writeFile(join(tree, 'big'), Buffer.alloc(300_000, 'kernel '));
  await writeFile(join(tree, 'name'), key!);
});
const content = await readFile(join(ready.folder, 'name'), 'utf8');
const said = { from: ready.from, content, archives: archives.map(({ name }) => name), ...notices };
await writeFile(join(folder!, 'said.json'), JSON.stringify(said));
process.exit(0);
