import { mkdtemp, realpath, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { messageOf } from '../model/errors.ts';
import type { Check } from './check.ts';
import { inMegabytes } from './megabytes.ts';
import { type Mount, mountOf, parseMounts } from './mounts.ts';
import { readText } from './read-text.ts';
import { guestMemoryFolder } from './temporary-folders.ts';

/** Two guests of 128 MB. */
const enough = 256 * 1024 * 1024;

/**
 * A guest's memory is a file that is mapped with the right to execute: in memory, not noexec, and with room.
 * @param given default: the folder that a run would use
 */
export async function checkMemoryFolder(given?: string): Promise<Check> {
  const name = 'guest memory';
  try {
    const folder = given ?? guestMemoryFolder();
    const path = await realpath(folder);
    const { bavail, bsize } = await statfs(path);
    const mount = mountOf(path, parseMounts((await readText('/proc/self/mountinfo')) ?? ''));
    return judgeMemoryFolder({ folder, mount, free: bavail * bsize, executes: await executes(path) });
  } catch (error) {
    const found = given === undefined ? messageOf(error) : `${given} cannot be used: ${messageOf(error)}`;
    return { name, ok: false, found, fix: 'set TMPDIR to a folder that you may write to, best on a tmpfs' };
  }
}

export interface MemoryFolder {
  folder: string;
  mount: Mount | undefined;
  /** Bytes. */
  free: number;
  /** A file there can be executed: tried. */
  executes: boolean;
}

export function judgeMemoryFolder({ folder, mount, free, executes }: MemoryFolder): Check {
  const name = 'guest memory';
  const on = mount ? `${mount.type} mounted at ${mount.point}` : 'an unknown mount';
  const found = `${folder} on ${on}, ${inMegabytes(free)} free`;
  const elsewhere = 'or set TMPDIR to a folder on another tmpfs';
  const point = mount?.point ?? folder;
  if (!executes) {
    const why = mount?.options.includes('noexec') ? 'it is mounted noexec' : 'nothing can be executed there';
    return { name, ok: false, found: `${found}, but ${why}`, fix: `mount -o remount,exec ${point}, ${elsewhere}` };
  }
  if (free < enough) {
    const fix = `make room, mount -o remount,size=1G ${point}, in a container start it with --shm-size=1g, ${elsewhere}`;
    return { name, ok: false, found: `${found}, less than ${inMegabytes(enough)}`, fix };
  }
  if (mount?.type !== 'tmpfs') return { name, ok: true, found, fix: `a guest is faster with its memory on a tmpfs` };
  return { name, ok: true, found };
}

/** Tried with a script of its own, as options, security modules and user namespaces all have a say. */
async function executes(folder: string): Promise<boolean> {
  const own = await mkdtemp(join(folder, 'uml-run-'));
  try {
    const script = join(own, 'try');
    await writeFile(script, '#!/bin/sh\nexit 0\n', { mode: 0o700 });
    const { exitCode } = await execa(script, { reject: false });
    return exitCode === 0;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
