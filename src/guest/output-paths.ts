import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { makeFolder } from '../fs/make-folder.ts';
import type { GuestNetwork } from '../network/join-network.ts';

/** Where a test's output goes, below the folder of logs. */
export function outputPaths(logs: string, kernel: string, test: string): { stdout: string; stderr: string } {
  const base = join(logs, safeName(kernel), safePath(test));
  return { stdout: `${base}.stdout`, stderr: `${base}.stderr` };
}

/**
 * @param output absolute path of the output folder
 * @throws the system's error
 */
export function makeFolderOfLogs(output: string): void {
  makeFolder(join(output, 'logs'));
}

/** Where what a guest of a name, or all of them, sent and received goes, below the folder of logs. */
export function capturePath(logs: string, name: string): string {
  return join(logs, `${name}.pcapng`);
}

/**
 * The file that gets what a guest sends and receives, if that is captured.
 * @param own absolute path of that of a network of its own
 */
export function captureOf(network: GuestNetwork | undefined, own: string): string | undefined {
  if (!network || !('capture' in network)) return undefined;
  return 'slirp' in network ? network.capture && own : network.capture;
}

/** Where what a test left behind goes, beside its output. */
export function artifactsPath({ stdout }: { stdout: string }): string {
  return stdout.replace(/\.stdout$/, '.artifacts');
}

/** What is as long as a path may be on the host is longer where it is written safely, and in another folder. */
function safePath(test: string): string {
  const path = test.split('/').map(safeName).map(unlikeOutput).join('/');
  return path.length > maxPath ? join('~', digestOf(test)) : path;
}

const maxPath = 1000;

/** `x.artifacts/y` and `x.later` are not to be taken for what belongs to a test `x`. */
function unlikeOutput(name: string): string {
  return name.replace(/\.(?=(stdout|stderr|artifacts|later|round-\d+)$)/, '%2e');
}

function digestOf(name: string | Buffer): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}

/** A name as a file's: what would be odd or too long there is written as `%` and its code. */
export function safeName(name: string | Buffer): string {
  const safe = Buffer.from(name as string)
    .toString('latin1')
    .replace(/[^\w.+@=,-]|^\./g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return safe.length > 200 ? `${safe.slice(0, 160)}~${digestOf(name)}` : safe;
}
