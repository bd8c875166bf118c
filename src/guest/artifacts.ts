import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, type Stats } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, messageOf } from '../model/errors.ts';
import type { Step } from './boot-plan.ts';
import { artifactsFolder, folder } from './layout.ts';
import { safeName } from './output-paths.ts';

/** Within a guest's own folder, which hostfs shows: in it are the only places of the host that a guest can write to. */
const name = 'artifacts';

/** How many files of one test are kept. */
const maxFiles = 1000;
/** Folders deeper than this are not searched. */
const maxDepth = 32;

/** Where tests of one guest leave the files that are kept. */
export interface Artifacts {
  /** An absolute path of the host. The guest may write to the folders in it, and not find out what they are called. */
  folder: string;
  steps: Step[];
  /** The folder of a test, by its number from 0: an absolute path of the host. */
  placeOf(test: number): string;
  /** What hostfs knows that folder by. */
  pathOf(test: number): string;
  /** Bytes that it takes on this machine's disk, at least; infinite when there are too many files to count. */
  size(): number;
}

/** @param guest the guest's own folder, absolute */
export function makeArtifacts(guest: string, tests: number): Artifacts {
  const place = join(guest, name);
  mkdirSync(place);
  // A test that is root can mount all of it, so its neighbours' names are secrets.
  const secrets = Array.from({ length: tests }, () => randomBytes(10).toString('hex'));
  for (const secret of secrets) {
    const path = join(place, secret);
    mkdirSync(path);
    // Whoever the test is in the guest.
    chmodSync(path, 0o1777);
  }
  return {
    folder: place,
    steps: [folder(artifactsFolder, 0o755)],
    placeOf: (test) => join(place, secretOf(test)),
    pathOf: (test) => `/${name}/${secretOf(test)}`,
    size: () => sizeOf(place),
  };

  function secretOf(test: number): string {
    const secret = secrets[test];
    if (secret === undefined) throw new RangeError(`the guest has no test ${test}`);
    return secret;
  }
}

/**
 * Copies what a test left, once its guest is gone and nobody can change it any more. Only regular files: links are not
 * followed, devices and the like not opened. Whatever a test leaves, and however full the disk is, it costs no more
 * than what is left out.
 *
 * @param target absolute path of a folder, which is made when there is anything to put into it
 * @param limit bytes
 * @returns what was left out, in words for the user
 */
export async function collectArtifacts(
  { placeOf }: Artifacts,
  test: number,
  target: string,
  limit: number,
): Promise<string[]> {
  const leftOut = { files: 0, other: 0, failed: 0 };
  let failure: unknown;
  let [bytes, files] = [0, 0];
  try {
    rmSync(target, { recursive: true, force: true });
    const place = placeOf(test);
    // A kernel without a sandbox, of the same user, may have put a link in its place.
    const stats = statsOf(place);
    if (stats?.isDirectory()) await take(place, target, 0);
    else if (stats) leftOut.other++;
  } catch (error) {
    fail(error);
  }
  return [
    ...(leftOut.files ? [`${leftOut.files} files above ${Math.floor(limit / 2 ** 20)} MB or ${maxFiles} files`] : []),
    ...(leftOut.other ? [`${leftOut.other} links and other files that are not regular`] : []),
    ...(leftOut.failed ? [`${countOf(leftOut.failed)} that could not be copied: ${shortReason(failure)}`] : []),
  ];

  function fail(error: unknown): void {
    failure ??= error;
    leftOut.failed++;
  }

  async function take(from: string, to: string, depth: number): Promise<void> {
    for (const raw of namesIn(from)) {
      const source = Buffer.concat([Buffer.from(`${from}/`), raw]);
      const path = join(to, safeName(raw.toString('utf8')));
      const stats = statsOf(source, fail);
      if (!stats) continue;
      if (stats.isDirectory() && depth < maxDepth && isText(raw))
        await take(join(from, raw.toString()), path, depth + 1);
      else if (!stats.isFile()) leftOut.other++;
      else if (files === maxFiles || bytes + stats.size > limit) leftOut.files++;
      else {
        files++;
        bytes += stats.size;
        await copy(source, to, path).catch(fail);
      }
    }
  }
}

function countOf(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}

/** Without the paths of a system's error, which may be as long as a test likes. */
function shortReason(error: unknown): string {
  return errnoOf(error) ?? messageOf(error);
}

async function copy(source: Buffer, folder: string, path: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await copyFile(source, path);
  chmodSync(path, 0o644);
}

function namesIn(path: string): Buffer[] {
  try {
    // A guest can take away the right to read its own folder.
    chmodSync(path, 0o700);
    return readdirSync(path, { encoding: 'buffer' });
  } catch {
    return [];
  }
}

function isText(name: Buffer): boolean {
  return Buffer.from(name.toString('utf8')).equals(name);
}

/** While a guest writes there, so what vanishes meanwhile is not an error. */
function sizeOf(place: string): number {
  let [bytes, entries] = [0, 0];
  const waiting = [{ path: place, depth: 0 }];
  for (let at = waiting.pop(); at; at = waiting.pop())
    for (const entry of list(at.path)) {
      if (++entries > 20 * maxFiles) return Number.POSITIVE_INFINITY;
      const path = join(at.path, entry.name);
      if (entry.isDirectory() && at.depth < maxDepth) waiting.push({ path, depth: at.depth + 1 });
      else bytes += 512 * (statsOf(path)?.blocks ?? 0);
    }
  return bytes;
}

/** A guest can make paths that are too long for this machine, and exchange a folder while it is being looked at. */
function statsOf(path: string | Buffer, onError?: (error: unknown) => void): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    onError?.(error);
    return undefined;
  }
}

function list(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
