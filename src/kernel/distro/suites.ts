import { join } from 'node:path';
import { type Apt, type Package, runApt, show, update } from '../../apt/apt.ts';
import { fetchingOf } from '../../apt/apt-words.ts';
import { type AptSource, privateApt } from '../../apt/private-apt.ts';
import { parseStanzas } from '../../apt/stanza.ts';
import type { ToolOptions } from '../../host/run-tool.ts';
import { keyringOf } from './debian-keyring.ts';

/** A kernel package that a suite of the archive has. */
export interface KernelCandidate extends Package {
  /** Codename: `bookworm`. */
  suite: string;
  /** Its role at the moment: `oldstable`. */
  alias: string;
  /** Folder of the private apt that knows it. */
  folder: string;
}

/** A suite as the archive has it. */
export interface Suite {
  apt: Apt;
  /** The archive has no such suite. */
  absent: boolean;
  /** Why it could not be read, with its name. */
  problem?: string;
  candidate?: KernelCandidate;
}

export interface Where {
  uri: string;
  keyring: string;
  /** Each suite's private apt has a folder in it. */
  folder: string;
  packageName: string;
}

/**
 * Reads the suites at once, each through an apt of its own, so that one that is missing or broken leaves the others
 * alone. One that was signed with newer keys than those at hand is read again with the keys that the newest of the
 * others has.
 * @param progress hears how many suites have been read, and what is fetched
 */
export async function readSuites(
  names: string[],
  where: Where,
  { signal, progress }: { signal?: AbortSignal | undefined; progress(text: string): void },
): Promise<Suite[]> {
  let done = 0;
  const tell = (what: string) => progress(`${done} of ${names.length} suites${what}`);
  const onLine = (line: string) => {
    const fetching = fetchingOf(line);
    if (fetching) tell(`, ${fetching.what}${sizeOf(fetching)}`);
  };
  const read = async (name: string) => {
    const suite = await readSuite(name, where, { signal, onLine });
    done++;
    tell('');
    return suite;
  };
  const suites = await Promise.all(names.map(read));
  const unsigned = (suite: Suite) => /NO_PUBKEY|not signed|Missing key/i.test(suite.problem ?? '');
  const checked = suites.findLast((suite) => !suite.absent && !suite.problem);
  if (!checked || !suites.some(unsigned)) return distinct(suites);
  const keyring = await keyringOf(checked.apt, join(where.folder, 'newer-keyring'), signal);
  if (keyring === undefined) return distinct(suites);
  const again = names.map(async (name, index) => {
    const suite = suites[index];
    return suite && !unsigned(suite) ? suite : readSuite(name, { ...where, keyring }, { signal });
  });
  return distinct(await Promise.all(again));
}

const sizeOf = ({ bytes }: { bytes?: number }) => (bytes === undefined ? '' : ` (${(bytes / 1e6).toFixed(1)} MB)`);

async function readSuite(name: string, where: Where, { onLine, signal }: ToolOptions): Promise<Suite> {
  const { uri, keyring, packageName } = where;
  const folder = join(where.folder, name);
  const source: AptSource = { uri, suite: name, keyring };
  const apt = await privateApt(folder, source, { signal });
  const problem = await update(apt, { signal, ...(onLine && { onLine }) });
  if (problem !== undefined) {
    const absent = /does not have a Release file/.test(problem);
    return { apt, absent, ...(!absent && { problem: `${name}: ${problem}` }) };
  }
  const found = (await show(apt, [packageName], { signal })).get(packageName);
  if (!found) return { apt, absent: false };
  const { stdout } = await runApt(apt, 'apt-get', ['indextargets', 'Created-By: Packages'], { signal });
  const [{ codename = name, suite: alias = name } = {}] = parseStanzas(stdout);
  return { apt, absent: false, candidate: { ...found, suite: codename, alias, folder } };
}

/** A suite may be there under two names. */
function distinct(suites: Suite[]): Suite[] {
  const seen = new Set<string>();
  return suites.filter(({ candidate }) => !candidate || (!seen.has(candidate.suite) && seen.add(candidate.suite)));
}
