import { closeSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { nativeFile } from '../host/native-file.ts';
import type { Impairment } from '../model/network.ts';
import { type CaptureFile, captureListener, openCapture } from './capture-file.ts';
import { macAt } from './guest-addresses.ts';
import { linkDescriptor } from './link.ts';
import { fileDescriptor, type Supervised, startSupervised } from './supervised.ts';

export interface Switch {
  /** Names of its ports for guests, the first one's at 0. */
  ports: readonly string[];
  /** Path of the socket of a way out, to which it is connected. */
  wayOut?: string | undefined;
  /** What is done to all that it sends. */
  impairment?: Impairment | undefined;
  capture?: CaptureFile | undefined;
}

/**
 * Starts a switch, which listens some milliseconds later.
 * @param folder absolute path of the folder for its sockets; made, and not removed
 * @param onFailure called at most once, and never after `end`, with how it ended
 * @throws the system's error when the folder cannot be made
 */
export function startSwitch(
  { ports, wayOut, impairment, capture }: Switch,
  folder: string,
  onFailure: (why: string) => void,
): Supervised {
  mkdirSync(folder, { mode: 0o700 });
  const descriptor = capture && openCapture(capture);
  const words = [
    ...lineWords(impairment),
    ...(descriptor === undefined ? [] : ['--capture', String(fileDescriptor)]),
    ...ports.flatMap((name, port) => ['--port', name, macAt(port).replaceAll(':', ''), String(port)]),
    ...(wayOut === undefined ? [] : ['--uplink-descriptor', String(linkDescriptor)]),
  ];
  const program = {
    name: 'the switch',
    path: nativeFile('switch'),
    words,
    read: [],
    link: wayOut,
    folder,
    role: 'helper' as const,
    ...(capture && { onSaid: captureListener(capture) }),
    ...(capture && descriptor !== undefined && { file: { descriptor, limit: capture.limit } }),
  };
  try {
    return startSupervised(program, onFailure);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The socket of a guest's port. @param folder of a switch */
export function portIn(folder: string, port: number): string {
  return join(folder, String(port));
}

/** The seed of what is lost stays the same: tests can be repeated. */
function lineWords(impairment: Impairment | undefined): string[] {
  return Object.entries(impairment ?? {}).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
