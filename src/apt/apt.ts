import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isText, objectOf } from '../cache/validate.ts';
import { type Ended, noRoom, noRoomWords, run, type ToolOptions } from '../host/run-tool.ts';
import { UmlRunError } from '../model/errors.ts';
import { Unreachable } from '../model/unreachable.ts';
import { aptWords, fetchingOf, hostOutOfReach } from './apt-words.ts';
import { parseStanzas } from './stanza.ts';

/** One way to call apt: with the machine's own configuration, or with another file of it. */
export interface Apt {
  config?: string;
}

/** The machine's own. */
export const machineApt: Apt = {};

/** A version of a package that apt can install. */
export interface Package {
  name: string;
  version: string;
  architecture: string;
  /** Digest of the `.deb`, from the signed index; lower-case hexadecimal. */
  sha256: string;
}

export const isPackage = objectOf<Package>({ name: isText, version: isText, architecture: isText, sha256: isText });

/** @throws UmlRunError `tool-missing` when there is no apt on this machine */
export async function runApt(apt: Apt, command: string, args: string[], options: ToolOptions): Promise<Ended> {
  const environment = apt.config === undefined ? {} : { APT_CONFIG: apt.config };
  const ended = await run(command, args, { ...options, environment });
  if (!ended.missing) return ended;
  throw new UmlRunError(
    'tool-missing',
    `this machine does not have apt ("${command}"), which packages come through; run on Debian or Ubuntu`,
  );
}

/** Two attempts at each file, where apt's own three more take 7 s to say that there is no network. */
const patience = ['-q', '-o', 'Acquire::Retries=1'];

/**
 * Fetches the indexes; apt checks their signatures.
 * @returns what went wrong, in apt's words; undefined when all are here
 */
export async function update(apt: Apt, options: ToolOptions): Promise<string | undefined> {
  // Without the error mode, an archive that does not answer is only a warning; before apt 2.3 it always is.
  const { ok, stderr } = await runApt(
    apt,
    'apt-get',
    [...patience, '-o', 'APT::Update::Error-Mode=any', 'update'],
    options,
  );
  return ok && !/^W: Failed to fetch/m.test(stderr) ? undefined : aptWords(stderr);
}

/** @returns the version that apt would choose of each of the packages that it knows */
export async function show(apt: Apt, names: string[], options: ToolOptions): Promise<Map<string, Package>> {
  const { stdout } = await runApt(apt, 'apt-cache', ['show', '--no-all-versions', ...names], options);
  const found = parseStanzas(stdout).map(({ package: name = '', version = '', architecture = '', sha256 = '' }) => ({
    name,
    version,
    architecture,
    sha256,
  }));
  // An installed version comes without a digest: there is nothing to fetch it from.
  return new Map(
    found.filter(({ name, sha256 }) => names.includes(name) && sha256).map((found) => [found.name, found]),
  );
}

/** A candidate could not be fetched: its archive may have moved on. */
export class NotFetched extends UmlRunError {
  /** The indexes on this machine do not have it. */
  readonly isUnknown: boolean;

  /** @param words of apt's */
  constructor(message: string, words: string) {
    super('archive-unavailable', message);
    this.isUnknown = /^E: (Unable to locate package|Version '.*' for '.*' was not found)/m.test(words);
  }
}

/** Bytes so far, and in all where apt knows it. */
type PackageProgress = (done: number, total: number | undefined) => void;

/**
 * Fetches a package; apt compares it with its signed index.
 * @param folder where it goes; made when it is not there
 * @returns the path of the `.deb`
 * @throws Unreachable (`archive-unavailable`) when its host does not answer, NotFetched otherwise; both with apt's words
 */
export async function download(
  apt: Apt,
  { name, version }: Pick<Package, 'name' | 'version'>,
  folder: string,
  options: ToolOptions,
  progress?: PackageProgress,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const args = [...patience, 'download', `${name}=${version}`];
  const watch = progress && watchDownload(folder, `${name}_`, progress);
  const running = runApt(apt, 'apt-get', args, { ...options, ...watch?.hearing, cwd: folder });
  const { ok, stderr } = await running.finally(watch?.stop);
  const file = (await readdir(folder)).find((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'));
  if (ok && file !== undefined) return join(folder, file);
  if (noRoomWords.test(stderr)) throw new UmlRunError('disk-full', noRoom(folder));
  const host = hostOutOfReach(stderr);
  if (host !== undefined)
    throw new Unreachable(
      'archive-unavailable',
      `package ${name} ${version}: "${host}" cannot be reached: ${aptWords(stderr)}`,
    );
  const differs = /Hash Sum mismatch|unexpected size/.test(stderr);
  const what = differs ? 'what the archive sent is not what its signed index says' : 'apt could not fetch it';
  throw new NotFetched(`package ${name} ${version}: ${what}: ${aptWords(stderr)}`, stderr);
}

/** apt says how large a package is as it begins, and then nothing: its file tells how much is here. */
function watchDownload(folder: string, prefix: string, progress: PackageProgress) {
  let total: number | undefined;
  const look = async () => {
    const name = (await readdir(folder)).find((name) => name.startsWith(prefix));
    if (name !== undefined) progress((await stat(join(folder, name))).size, total);
  };
  const clock = setInterval(() => void look().catch(() => {}), 250);
  return {
    hearing: {
      onLine(line: string) {
        total = fetchingOf(line)?.bytes ?? total;
      },
    },
    stop: () => clearInterval(clock),
  };
}
