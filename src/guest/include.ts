import { type Dirent, existsSync, lstatSync, statSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isDiskFull, messageOf, UmlRunError } from '../model/errors.ts';
import type { Step } from './boot-plan.ts';
import { folder, hostfs, writableView } from './layout.ts';

/** Within the share: what `exec` finds in its working folder. */
const inWork = 'included';

/**
 * Copies files and folders beside the programs: in the guest they are at their host paths below `/programs`.
 * @param share its folder
 * @param paths as the user wrote them
 * @throws UmlRunError `file-unreadable` for what is not there
 */
export async function includeBesidePrograms(share: string, paths: string[]): Promise<void> {
  for (const path of paths) await copyTree(existing(path), join(share, 'programs', resolve(path)));
}

/**
 * Copies files, and what is in folders, to where a working folder can be made from it.
 * @throws UmlRunError `file-unreadable` for what is not there, and for two files of one name
 */
export async function stageWorkFolder(share: string, paths: string[]): Promise<void> {
  const target = join(share, inWork);
  await mkdir(target, { recursive: true });
  await chmod(target, 0o755);
  const from = new Map<string, string>();
  for (const path of paths.map(existing)) {
    const isFolder = statSync(path).isDirectory();
    const names = isFolder ? (await readdir(path)).map((name) => join(path, name)) : [path];
    for (const source of names) {
      const name = basename(source);
      const other = from.get(name);
      if (other !== undefined && other !== source)
        throw new UmlRunError(
          'file-unreadable',
          `--include: both "${other}" and "${source}" would be "${name}" in the working folder; rename one`,
        );
      from.set(name, source);
      await copyTree(source, join(target, name));
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
  if (existsSync(absolute)) return absolute;
  throw new UmlRunError('file-unreadable', `--include "${path}": "${absolute}" does not exist`);
}

/** Links stay as they are; pipes, sockets and devices are left out. A file that is already there is the same one. */
async function copyTree(source: string, target: string): Promise<void> {
  try {
    await copyAny(source, target);
  } catch (cause) {
    if (cause instanceof UmlRunError) throw cause;
    const message = `--include: cannot copy "${source}": ${messageOf(cause)}`;
    throw new UmlRunError(isDiskFull(cause) ? 'disk-full' : 'file-unreadable', message, { cause });
  }
}

async function copyAny(source: string, target: string): Promise<void> {
  const stats = lstatSync(source);
  if (existsSync(target) && !stats.isDirectory()) return;
  await mkdir(dirname(target), { recursive: true });
  if (stats.isSymbolicLink()) await symlink(await readlink(source), target);
  else if (stats.isFile()) {
    await copyFile(source, target);
    await chmod(target, stats.mode | 0o444);
  } else if (stats.isDirectory()) {
    await mkdir(target, { recursive: true });
    await chmod(target, (stats.mode & 0o7777) | 0o755);
    const entries: Dirent[] = await readdir(source, { withFileTypes: true });
    for (const { name } of entries) await copyAny(join(source, name), join(target, name));
  }
}
