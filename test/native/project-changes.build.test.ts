/** What a program changed in a folder: from init's walk, on this machine, to the same folder elsewhere. */
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { applyChanges } from '../../src/guest/changes/apply-changes.ts';
import { survey } from '../../src/guest/changes/survey.ts';
import { listing } from '../support/folder-listing.ts';
import { ownFolder, sharedFolder } from '../support/temporary-folder.ts';
import { buildHostTests } from './host-tests.ts';

const folder = sharedFolder();
const program = (name: string) => join(import.meta.dirname, '../support', name);
let walker = '';
beforeAll(async () => {
  walker = await buildHostTests(folder);
});

interface Changed {
  /** The folder on the host, in which nothing has changed; and as the program left it. */
  host: string;
  now: string;
  /** For the walk: how the folder was shown, what it was before, and where its changes are. */
  words: string[];
}

/** A program has run in a copy of the project. */
async function changedCopy(changing = program('changing-program.sh')): Promise<Changed> {
  const [before, now, host] = await threeOf(ownFolder());
  await execa('cp', ['-a', `${before}/.`, now]);
  // Nothing that was copied is as new as the second in which the program begins. The clock of files is some ms late.
  await new Promise((resolve) => setTimeout(resolve, 1050 - (Date.now() % 1000)));
  const copied = Math.floor(Date.now() / 1000);
  await execa('sh', ['-e', changing], { cwd: now });
  return { host, now, words: [String(copied), before, now] };
}

/** A program has run in the project with overlayfs above it. */
async function changedLayer(changing = program('changing-program.sh')): Promise<Changed> {
  const own = ownFolder();
  const [before, now, host] = await threeOf(own);
  const [upper, work] = [join(own, 'upper'), join(own, 'work')];
  for (const path of [upper, work]) mkdirSync(path);
  const layers = `lowerdir=${before},upperdir=${upper},workdir=${work}`;
  await execa('mount', ['-t', 'overlay', 'overlay', '-o', `${layers},redirect_dir=on,metacopy=off`, now]);
  onTestFinished(async () => void (await execa('umount', [now])));
  await execa('sh', ['-e', changing], { cwd: now });
  return { host, now, words: ['layer', before, upper] };
}

async function threeOf(own: string): Promise<[string, string, string]> {
  const three = ['before', 'now', 'host'].map((name) => join(own, name)) as [string, string, string];
  for (const path of three) mkdirSync(path);
  const [before, , host] = three;
  await execa(program('make-project.sh'), { cwd: before });
  await execa('cp', ['-a', `${before}/.`, host]);
  return three;
}

async function bringBack({ host, words }: Changed, kept: string[], hidden: string[] = []) {
  const path = join(ownFolder(), 'stream');
  await execa(walker, ['changes', ...words, path, ...kept]);
  const stream = openSync(path, 'r');
  onTestFinished(() => closeSync(stream));
  const { lost, problems } = applyChanges(stream, { path: host, kept, hidden });
  return { count: lost.count, paths: lost.paths.map(String), problems };
}

const ways = [
  { name: 'a copy', changed: changedCopy, canRun: true },
  // Mounting takes root. Guests do the same on 6.1 and later.
  { name: 'a layer', changed: changedLayer, canRun: process.getuid?.() === 0 },
];

describe.each(ways.filter(({ canRun }) => canRun))('in $name', ({ changed }) => {
  test('all that a program changes is brought back', async () => {
    const all = await changed();
    expect(await bringBack(all, ['.'])).toEqual({ count: 0, paths: [], problems: [] });
    expect(listing(all.host)).toEqual(listing(all.now));
  });

  test('only what is in the named folders is brought back, and the rest told', async () => {
    const all = await changed();
    const before = listing(all.host, { times: false });
    const { count, paths, problems } = await bringBack(all, ['replaced', 'many', 'new/way']);
    const isKept = (line: string) => /^(replaced|many)[/ ]/.test(line);
    expect(problems).toEqual([]);
    expect(listing(all.host).filter(isKept)).toEqual(listing(all.now).filter(isKept));
    expect(listing(all.host, { times: false }).filter((line) => !isKept(line))).toEqual(
      before.filter((line) => !isKept(line)),
    );
    // Those of the program, but for `replaced` and `many`; a folder that is renamed is one, or two.
    expect(count).toBeGreaterThan(30);
    expect(count).toBeLessThan(60);
    expect(paths).toHaveLength(10);
    for (const path of paths) expect(path).not.toMatch(/untouched-folder|kept-link|^same$/);
  });

  test('nothing is told of a program that changes nothing, whatever it writes meanwhile', async () => {
    const program = join(ownFolder(), 'program.sh');
    writeFileSync(
      program,
      `echo x > new; rm new; mkdir d; rmdir d; cp -p edited saved; echo more >> edited; cp -p saved edited; rm saved
      : >> same; echo x > folder/x; rm folder/x; chmod 700 renamed; chmod 644 renamed; mv swap-a elsewhere; mv elsewhere swap-a`,
    );
    const all = await changed(program);
    expect(await bringBack(all, [])).toEqual({ count: 0, paths: [], problems: [] });
    const before = inodes(all.host);
    await bringBack(all, ['.']);
    expect(inodes(all.host)).toEqual(before);
  });
});

test('of a copy, what changes here alone while the program runs stays as it is here', async () => {
  const program = join(ownFolder(), 'program.sh');
  writeFileSync(program, 'echo more >> edited');
  const all = await changedCopy(program);
  const [, before = ''] = all.words;
  const files = ['same', 'folder/a', 'edited'];
  for (const name of files) for (const folder of [before, all.host]) writeFileSync(join(folder, name), 'written here');
  expect((await bringBack(all, [])).paths).toEqual(['edited']);
  await bringBack(all, ['.']);
  const [same, kept, edited] = files.map((name) => readFileSync(join(all.host, name), 'utf8'));
  expect([same, kept]).toEqual(['written here', 'written here']);
  expect(edited).toMatch(/more\n$/);
});

test('what nobody can read is not in the way of the rest', async () => {
  const own = ownFolder();
  const [before, now] = [join(own, 'before'), join(own, 'now')];
  for (const folder of [before, now]) {
    mkdirSync(join(folder, 'closed'), { recursive: true });
    writeFileSync(join(folder, 'unreadable'), 'secret');
    utimesSync(join(folder, 'unreadable'), 1, 1);
    for (const name of ['closed', 'unreadable']) chmodSync(join(folder, name), 0);
  }
  writeFileSync(join(now, 'new'), '');
  const path = join(own, 'stream');
  writeFileSync(path, '');
  for (const [open, mode] of [
    [path, 0o666],
    [own, 0o777],
    [folder, 0o755],
    [walker, 0o755],
  ] as const)
    chmodSync(open, mode);
  // Root reads all.
  const asNobody =
    process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] : [];
  const [first = '', ...words] = [...asNobody, walker, 'changes', '1', before, now, path];
  await execa(first, words);
  const stream = openSync(path, 'r');
  onTestFinished(() => closeSync(stream));
  expect(survey(stream).lost).toEqual({ count: 1, paths: [Buffer.from('new')] });
  for (const folder of [before, now]) chmodSync(join(folder, 'closed'), 0o700);
});

/** Which file each is, and when it was changed last; of folders only which. */
function inodes(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return paths.map((path) => {
    const stats = lstatSync(join(folder, path));
    return `${path} ${stats.ino} ${stats.isDirectory() ? '' : stats.mtimeMs}`;
  });
}
