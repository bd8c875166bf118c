/**
 * Starts guests, of a program that stands for a kernel, while no file descriptor is free, then while one is, and so on.
 * Prints what becomes of each, and what is left of it, as JSON. To be run with a low limit.
 */
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GuestMemory } from '../../src/guest/guest-memory.ts';
import type { GuestSettings } from '../../src/guest/guest-settings.ts';
import { runGuestOnce } from '../../src/guest/run-guest-once.ts';
import { makeScratch } from '../../src/guest/scratch.ts';
import { readMounts } from '../../src/host/mounts.ts';
import { messageOf, UmlRunError } from '../../src/model/errors.ts';
import { withDescriptors } from '../support/descriptors.ts';

const maxFree = 30;
const place = mkdtempSync(join(tmpdir(), 'uml-run-test-'));
const memory = make('memory');
const kernel = { spec: 'true', name: 'k', version: '1.2', source: '', path: '/bin/true', sha256: '' };
const settings: GuestSettings = {
  rootfs: make('rootfs'),
  share: make('share'),
  steps: [],
  scratch: { folder: make('scratch'), memory: new GuestMemory([memory], 'run-m', readMounts(), console.error) },
  memoryMegabytes: 64,
  fastBoot: true,
  kernelArguments: '',
  sandbox: false,
  defaults: { environment: {}, user: 0, group: 0 },
};

// What is loaded at the first use of a process or a clock would need descriptors of its own.
await startGuest('first');
const starts = [];
for (let free = 0; free <= maxFree; free++) {
  const start = await withDescriptors(free, async () => {
    const scratch = attempt(() => makeScratch().remove());
    const guest = await startGuest(`guest-${free}`);
    const clocks = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    return { free, scratch, guest, clocks };
  });
  starts.push({ ...start, open: openFiles(), folders: foldersOf(`guest-${free}`) });
}
console.log(JSON.stringify(starts));
rmSync(place, { recursive: true });

function make(name: string): string {
  const path = join(place, name);
  mkdirSync(path);
  return path;
}

async function startGuest(name: string): Promise<string> {
  try {
    return (await runGuestOnce(kernel, undefined, settings, { name, bootTimeoutSeconds: 3600 })).problem;
  } catch (error) {
    return `${error instanceof UmlRunError ? error.code : 'no UmlRunError'}: ${messageOf(error)}`;
  }
}

function attempt(work: () => void): string {
  try {
    work();
    return 'made';
  } catch (error) {
    return messageOf(error);
  }
}

/** Files of guests that this process has open. */
function openFiles(): string[] {
  const links = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith(place));
}

function foldersOf(guest: string): string[] {
  const folders = [settings.scratch.folder, join(memory, 'run-m')];
  return folders.flatMap((folder) => readdirSync(folder)).filter((name) => name === guest);
}
