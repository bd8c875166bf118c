import { existsSync, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { chmod, mkdir, readlink, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { bytesOfCopy, copyRegular } from '../host/copy-file.ts';
import { inMegabytes } from '../host/megabytes.ts';
import { freeIn } from '../host/memory-folder.ts';
import { isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import { bytesOf, textOf } from '../text/any-bytes.ts';
import type { Step } from './boot-plan.ts';
import { writableView } from './layered-root.ts';
import { folder, hostfs } from './steps.ts';

/** Within the share: what `exec` finds in its working folder. */
const inWork = 'included';

/**
 * Copies files and folders into the share: in the guest they are at their host paths below `/programs`, and on request
 * in the working folder. Holes of files stay holes.
 * @param share its folder
 * @param paths as the user wrote them, of any bytes, as src/text/any-bytes.ts says
 * @throws UmlRunError `file-unreadable` for what is not there, and for two files of one name in the working folder;
 * `disk-full` for what does not fit, before anything is copied
 */
export async function includeFiles(share: string, paths: string[], inWorkFolder: boolean): Promise<void> {
  const sources = paths.map(existing);
  checkRoom(share, sources, inWorkFolder ? 2 : 1);
  const isShare = sameAs(share);
  for (const source of sources) await copyTree(source, join(share, 'programs', source), isShare);
  if (inWorkFolder) await fillWorkFolder(join(share, inWork), sources, isShare);
}

/** Copies files, and what is in folders, to where a working folder can be made from it. */
async function fillWorkFolder(target: string, paths: string[], isShare: (stats: Stats) => boolean): Promise<void> {
  await mkdir(target, { recursive: true });
  await chmod(target, 0o755);
  const from = new Map<string, string>();
  for (const path of paths) {
    const isFolder = statSync(bytesOf(path)).isDirectory();
    const names = isFolder ? namesIn(path).map((name) => join(path, name)) : [path];
    for (const source of names) {
      const name = basename(source);
      const other = from.get(name);
      if (other !== undefined && other !== source)
        throw new UmlRunError(
          'file-unreadable',
          `--include: both "${other}" and "${source}" would be "${name}" in the working folder; rename one`,
        );
      from.set(name, source);
      await copyTree(source, join(target, name), isShare);
    }
  }
}

/** A working folder with what was included in it, anew for each test; what is written there stays in the guest's memory. */
export function workFolderSteps(path: string): Step[] {
  const seen = '/.included';
  const steps: Step[] = [
    folder(seen, 0o755),
    hostfs(seen, `/share/${inWork}`),
    ...writableView(seen, path),
    { do: 'forget', path: seen },
  ];
  return [{ do: 'each', steps }];
}

function existing(path: string): string {
  const absolute = resolve(path);
  if (existsSync(bytesOf(absolute))) return absolute;
  throw new UmlRunError('file-unreadable', `--include "${path}": "${absolute}" does not exist`);
}

/** @throws UmlRunError `disk-full` unless there is room for so many copies of each */
function checkRoom(share: string, paths: string[], copies: number): void {
  const isShare = sameAs(share);
  const sizes = paths.map((path) => bytesIn(path, isShare));
  const [needed, free] = [copies * sizes.reduce((sum, size) => sum + size, 0), freeIn(share)];
  if (needed <= free) return;
  const largest = paths[sizes.indexOf(Math.max(...sizes))];
  throw new UmlRunError(
    'disk-full',
    `--include: the copies would take ${inMegabytes(needed)}, most of it for "${largest}", and "${share}" has room for ${inMegabytes(free)}; include less, or set TMPDIR to a folder that has room`,
  );
}

/** What copies of a file, or of all below a folder, take. */
function bytesIn(path: string, isShare: (stats: Stats) => boolean): number {
  try {
    const stats = lstatSync(bytesOf(path));
    if (stats.isFile()) return bytesOfCopy(stats);
    if (!stats.isDirectory() || isShare(stats)) return 0;
    return namesIn(path).reduce((sum, name) => sum + bytesIn(join(path, name), isShare), 0);
  } catch (cause) {
    throw cannotCopy(path, cause);
  }
}

/** The share itself may be below a folder that is included: it is left out, or it would be copied without end. */
function sameAs(share: string): (stats: Stats) => boolean {
  const { dev, ino } = statSync(share);
  return (stats) => stats.dev === dev && stats.ino === ino;
}

/** Links stay as they are; pipes, sockets and devices are left out. A file that is already there is the same one. */
async function copyTree(source: string, target: string, isShare: (stats: Stats) => boolean): Promise<void> {
  try {
    const [from, to] = [bytesOf(source), bytesOf(target)];
    const stats = lstatSync(from);
    if (existsSync(to) && !stats.isDirectory()) return;
    await mkdir(bytesOf(dirname(target)), { recursive: true });
    if (stats.isSymbolicLink()) await symlink(await readlink(from, { encoding: 'buffer' }), to);
    else if (stats.isFile()) {
      await copyRegular(from, to, stats);
      await chmod(to, stats.mode | 0o444);
    } else if (stats.isDirectory() && !isShare(stats)) {
      await mkdir(to, { recursive: true });
      await chmod(to, (stats.mode & 0o7777) | 0o755);
      for (const name of namesIn(source)) await copyTree(join(source, name), join(target, name), isShare);
    }
  } catch (cause) {
    throw cannotCopy(source, cause);
  }
}

function namesIn(folder: string): string[] {
  return readdirSync(bytesOf(folder), { encoding: 'buffer' }).map(textOf);
}

function cannotCopy(source: string, cause: unknown): UmlRunError {
  if (cause instanceof UmlRunError) return cause;
  const message = `--include: cannot copy "${source}": ${messageOf(cause)}`;
  return new UmlRunError(isDiskFull(cause) ? 'disk-full' : 'file-unreadable', message, { cause });
}
