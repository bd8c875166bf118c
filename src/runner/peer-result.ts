import type { End } from '../console/markers.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import type { Kernel } from '../model/provisions.ts';
import type { PeerResult } from '../model/results.ts';
import type { Test } from '../model/tests.ts';
import { signalName } from '../verdict/signals.ts';

/** A guest beside those of the tests. */
export interface PeerJob {
  name: string;
  /** Its program and words, as the user wrote them. */
  command: string;
  kernel: Kernel;
  test: Test;
  settings: GuestSettings;
}

/** What is known of one before it runs. */
export function newPeer({ name, command, kernel, settings }: PeerJob): PeerResult {
  return {
    name,
    command,
    kernel: kernel.version,
    address: settings.link?.address ?? '',
    end: 'not-ready',
    message: 'its program has not started',
    exitCode: null,
    signal: null,
    seconds: 0,
    stdout: peerLog(name, 'stdout'),
    stderr: peerLog(name, 'stderr'),
    log: peerLog(name, 'log'),
  };
}

/** A file of a peer, relative to the output folder; `ready.log` is the console of the guest that waits for it. */
export function peerLog(name: string, ending: 'stdout' | 'stderr' | 'log' | 'ready.log'): string {
  return `logs/peer-${name}.${ending}`;
}

/** How the program of a peer ended. */
export function endOfPeer(end: End): Pick<PeerResult, 'end' | 'message' | 'exitCode' | 'signal'> {
  const none = { exitCode: null, signal: null };
  switch (end.how) {
    case 'exit':
      return { ...none, end: 'exit', message: `ended with code ${end.code}`, exitCode: end.code };
    case 'signal':
      return {
        ...none,
        end: 'signal',
        message: `was ended by signal ${end.number}`,
        signal: signalName(end.number),
      };
    case 'not-started':
      return { ...none, end: 'not-started', message: `could not be started (errno ${end.errno})` };
  }
}
