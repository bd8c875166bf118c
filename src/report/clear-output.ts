import { existsSync, lstatSync, readdirSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { PeerResult, Results } from '../model/results.ts';
import { readResults } from '../results/read-results.ts';
import { reportNames } from './renderers.ts';

/**
 * Removes what an earlier run has left in the output folder: reports, halves of reports, and the outputs, artifacts,
 * consoles and captures, of guests beside the tests too, that its results.json tells of, which is there from the start of
 * its first test. All else stays, and no symbolic link below the folder is followed.
 *
 * @param folder absolute path of the output folder, which exists
 * @throws the system's error
 */
export function clearOutput(folder: string): void {
  const earlier = resultsIn(folder);
  if (earlier) clearLogs(folder, earlier);
  const reports = readdirSync(folder).filter(isReport);
  // It tells what else is to be removed, should this process end meanwhile.
  for (const name of reports.toSorted((a, b) => Number(a === 'results.json') - Number(b === 'results.json')))
    rmSync(join(folder, name), { force: true });
}

/** @returns undefined where there are none, or they are damaged */
function resultsIn(folder: string): Results | undefined {
  try {
    return readResults(join(folder, 'results.json'));
  } catch {
    return undefined;
  }
}

function isReport(name: string): boolean {
  const [ending = '', writer] = /\.(\d+)\.tmp$/.exec(name) ?? [];
  const whole = name.slice(0, name.length - ending.length);
  return reportNames.some((report) => report === whole) && (writer === undefined || !existsSync(`/proc/${writer}`));
}

function clearLogs(folder: string, { guests, tests, peers = [] }: Results): void {
  const captures = new Set(guests.map(({ capture }) => capture));
  const stems = new Set(tests.map(({ stdout }) => stdout.replace(/\.stdout$/, '')));
  const ofPeers = new Set(peers.flatMap(filesOf));
  const folders = new Set([...stems, ...ofPeers].flatMap((path) => foldersAbove(path)));
  const kernels = new Set([...folders].filter((path) => dirname(path) === logs).map((path) => basename(path)));

  // Those that lie in others come first, so that what is empty then can go.
  for (const path of [...folders].sort().reverse()) {
    if (!isRealFolder(folder, path)) continue;
    for (const name of readdirSync(join(folder, path))) {
      const file = join(path, name);
      const isConsole = path === logs && kernels.has(guestOf(name));
      const isTests = path !== logs && stems.has(join(path, stemOf(name)));
      if (isConsole || isTests || captures.has(file) || ofPeers.has(file)) remove(join(folder, file));
    }
    if (readdirSync(join(folder, path)).length === 0) rmdirSync(join(folder, path));
  }
}

const logs = 'logs';

/** The capture is of all guests, and there before results.json tells of one of them. */
function filesOf({ stdout, stderr, log }: PeerResult): string[] {
  return [stdout, stderr, log, log.replace(/\.log$/, '.ready.log'), join(logs, 'guests.pcapng')];
}

/** @returns `logs/a/b`, `logs/a` and `logs` of `logs/a/b/c`; none of a path that leads elsewhere */
function foldersAbove(file: string): string[] {
  const parts = dirname(file).split('/');
  if (parts[0] !== logs || join(file) !== file) return [];
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** What is reached through a symbolic link is not of a run's making. */
function isRealFolder(folder: string, path: string): boolean {
  const whole = join(realpathSync(folder), path);
  return existsSync(whole) && realpathSync(whole) === whole && lstatSync(whole).isDirectory();
}

/** The kernel, by the name of a guest's console or capture; a guest may have been started that results.json does not tell of. */
const guestOf = (name: string) => /^(.*)-\d+\.(?:log|pcapng)$/.exec(name)?.[1] ?? '';

/** The test, by the name of a file or folder that any of its rounds has left. */
const stemOf = (name: string) => name.replace(/(\.later|\.round-\d+)?\.(stdout|stderr|artifacts)$/, '');

function remove(path: string): void {
  const isFolder = lstatSync(path).isDirectory();
  // Nobody but a user makes a folder where a file belongs.
  if (!isFolder || path.endsWith('.artifacts')) rmSync(path, { recursive: isFolder, force: true });
}
