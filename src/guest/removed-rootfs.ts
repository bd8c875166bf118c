/** Somebody may remove a rootfs from the cache, or a folder that is one, while guests have it for their root. */
import { existsSync } from 'node:fs';
import { UmlRunError } from '../model/errors.ts';
import type { GuestSettings } from './guest-settings.ts';
import type { GuestEvent } from './guest-state.ts';

type Rootfs = Pick<GuestSettings, 'rootfs'>;

/** @throws UmlRunError `guest-failed` when it is not there any more */
export function requireRootfs({ rootfs }: Rootfs): void {
  if (!existsSync(rootfs)) throw new UmlRunError('guest-failed', `cannot start a guest: ${removed(rootfs)}`);
}

/** A test that does not find its files cannot know why: this machine is at fault if the rootfs was gone when it ended. */
export function blamingRootfs(event: GuestEvent, { rootfs }: Rootfs): GuestEvent {
  if (event.type !== 'ended' || existsSync(rootfs)) return event;
  const { outcome } = event;
  return { ...event, outcome: { ...outcome, observation: { hostFault: removed(rootfs), ...outcome.observation } } };
}

const removed = (rootfs: string) => `the root file system "${rootfs}" has been removed meanwhile; run it again`;
