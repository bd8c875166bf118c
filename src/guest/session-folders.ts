import { chownSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel } from '../model/provisions.ts';
import type { GuestSettings } from './guest-settings.ts';
import { initFor } from './init-for.ts';
import { removeFolder } from './scratch.ts';
import { type User, unprivilegedUser } from './unprivileged.ts';

/** A guest's folders on the host: what hostfs shows it, and what is its memory. Absolute paths. */
export interface Folders {
  own: string;
  memory: string;
  /** Whom the kernel runs as, and what it may write belongs to; this process's own user without it. */
  owner: User | undefined;
}

/** Where a guest's folders go. @param name of the guest: unique in the run, safe in paths */
export function foldersOf(settings: GuestSettings, name: string, memoryFolder: string): Folders {
  const [own, memory] = [join(settings.scratch.folder, name), join(memoryFolder, name)];
  return { own, memory, owner: settings.sandbox ? unprivilegedUser() : undefined };
}

/** @throws the system's error */
export function makeFolders({ own, memory }: Folders, kernel: Kernel, { rootfs, share }: GuestSettings): void {
  mkdirSync(join(own, 'boot/root'), { recursive: true });
  copyFileSync(initFor(kernel.path), join(own, 'boot/init'));
  symlinkSync(rootfs, join(own, 'rootfs'));
  symlinkSync(share, join(own, 'share'));
  if (kernel.modules) symlinkSync(kernel.modules, join(own, 'modules'));
  mkdirSync(memory);
}

/** @throws the system's error */
export function writeBootPlan({ own, memory, owner }: Folders, plan: Buffer): void {
  writeFileSync(join(own, 'boot/plan'), plan, { mode: 0o600 });
  if (owner) for (const path of [join(own, 'boot'), memory]) chownSync(path, owner.user, owner.group);
}

export function removeFolders({ own, memory }: Folders): void {
  for (const path of [own, memory]) removeFolder(path);
}
