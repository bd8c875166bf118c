import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../model/errors.ts';
import type { Check } from './check.ts';
import { inMegabytes } from './megabytes.ts';
import {
  describeMemoryFolder,
  elsewhere,
  howToMakeRoom,
  inContainer,
  isInMemory,
  type MemoryFolder,
  memoryFolder,
} from './memory-folder.ts';
import { guestMemoryFolders } from './temporary-folders.ts';
import { withTemporaryFolder } from './with-temporary-folder.ts';

/** Two guests of 128 MB. */
const enough = 256 * 1024 * 1024;

/**
 * A guest's memory is a file that is mapped with the right to execute: in memory, not noexec, and with room.
 * @param given default: the folder that a run would use
 */
export async function checkMemoryFolder(given?: string): Promise<Check> {
  try {
    const found = given === undefined ? folderOfRuns() : memoryFolder(given);
    return judgeMemoryFolder({ ...found, executes: await executes(found.folder) });
  } catch (error) {
    return unusable(error, given);
  }
}

function unusable(error: unknown, given?: string): Check {
  const found = given === undefined ? messageOf(error) : `${given} cannot be used: ${messageOf(error, given)}`;
  const fix = 'set TMPDIR to a folder that you may write to, best on a tmpfs';
  return { name: 'guest memory', ok: false, found, fix };
}

/** Whether files in a folder can be executed, as doctor says it. */
export async function checkExecution(folder: string): Promise<Check> {
  try {
    const looked = memoryFolder(folder);
    if (!(await executes(folder))) return judgeMemoryFolder({ ...looked, executes: false });
    return { name: 'guest memory', ok: true, found: describeMemoryFolder(looked) };
  } catch (error) {
    return unusable(error, folder);
  }
}

function folderOfRuns(): MemoryFolder {
  const [first, ...others] = guestMemoryFolders();
  const best = memoryFolder(first);
  return best.free >= enough ? best : (others.map(memoryFolder).find(({ free }) => free >= enough) ?? best);
}

/** @param tried `executes`: a file there can be executed */
export function judgeMemoryFolder({ executes, ...tried }: MemoryFolder & { executes: boolean }): Check {
  const name = 'guest memory';
  const { folder, mount, free } = tried;
  const found = describeMemoryFolder(tried);
  if (!executes) {
    const why = mount?.options.includes('noexec') ? 'it is mounted noexec' : 'nothing can be executed there';
    const fix = `mount -o remount,exec ${mount?.point ?? folder}, ${elsewhere}`;
    return { name, ok: false, found: `${found}, but ${why}`, fix };
  }
  if (free < enough)
    return { name, ok: false, found: `${found}, less than ${inMegabytes(enough)}`, fix: howToMakeRoom(tried) };
  if (!isInMemory(mount))
    return { name, ok: true, found, fix: `a guest is faster with its memory on a tmpfs: ${inContainer}` };
  return { name, ok: true, found };
}

/** Tried with a script of its own, as options, security modules and user namespaces all have a say. */
function executes(folder: string): Promise<boolean> {
  return withTemporaryFolder(async (own) => {
    const script = join(own, 'try');
    await writeFile(script, '#!/bin/sh\nexit 0\n', { mode: 0o700 });
    const { execa } = await import('execa');
    const { exitCode, code } = await execa(script, { reject: false });
    // Where there is no shell, it got as far as the search for one.
    return exitCode === 0 || code === 'ENOENT';
  }, folder);
}
