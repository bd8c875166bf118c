import { machineApt, runApt } from '../../apt/apt.ts';
import { parseStanzas, type Stanza } from '../../apt/stanza.ts';
import { aptReleases } from '../../host/apt-releases.ts';
import type { ToolOptions } from '../../host/run-tool.ts';
import { UmlRunError } from '../../model/errors.ts';

/** There are no kernels for this machine in an archive: those of apt, if any, have none. */
export class NoKernels extends UmlRunError {}

/** Suites of Debian that have kernels, the most stable first. Not all of them are in every archive. */
export const debianSuites = ['bullseye', 'bookworm', 'trixie', 'forky', 'sid'];

/** A Debian archive, and what this machine itself takes from it. */
export interface DebianArchive {
  uri: string;
  /** Suites that this machine's apt is set up with, by codename where it is known. */
  ownSuites: string[];
}

/**
 * This machine's own Debian archive, or the one that the user names.
 * @throws NoKernels (`archive-unavailable`) when there is none
 */
export async function debianArchive(named: string | undefined, options: ToolOptions): Promise<DebianArchive> {
  const targets = await targetsHere(options).catch((cause) => {
    options.signal?.throwIfAborted();
    throw new NoKernels('archive-unavailable', cause.message, { cause });
  });
  const own = chooseArchive(targets);
  if (named !== undefined) return { uri: named, ownSuites: own?.ownSuites ?? [] };
  if (own) return own;
  throw new NoKernels(
    'archive-unavailable',
    "this machine's apt does not have a Debian archive, where the user-mode-linux packages are; name one with --apt-archive <URI>",
  );
}

/** Of lists that were never fetched, or are removed as in images of containers, apt tells only where they would be. */
async function targetsHere(options: ToolOptions): Promise<Stanza[]> {
  const ask = async (...words: string[]) => (await runApt(machineApt, 'apt-get', words, options)).stdout;
  const targets = parseStanzas(await ask('indextargets', 'Created-By: Packages'));
  return targets.length > 0 ? targets : targetsWithoutLists(await ask('update', '--print-uris'));
}

/** @param printed by `apt-get update --print-uris`: it tells no components, of which nearly every machine has main */
export function targetsWithoutLists(printed: string): Stanza[] {
  return aptReleases(printed).map(({ uri, suite }) => ({
    'repo-uri': uri,
    'base-uri': `${uri}dists/${suite}/`,
    component: 'main',
  }));
}

/**
 * @param targets what `apt-get indextargets` says of each list; without the list itself, there is no origin and no
 * codename
 */
export function chooseArchive(targets: Stanza[]): DebianArchive | undefined {
  const debian = targets.flatMap((target) => {
    const suite = suiteOf(target);
    return suite !== undefined && isDebian(target, suite) ? [{ target, suite }] : [];
  });
  const uri = debian[0]?.target['repo-uri'];
  if (uri === undefined) return undefined;
  const here = debian.filter(({ target }) => target['repo-uri'] === uri);
  return { uri, ownSuites: [...new Set(here.map(({ target, suite }) => target.codename || suite))] };
}

const suiteOf = (target: Stanza) => /\/dists\/([^/]+)\/$/.exec(target['base-uri'] ?? '')?.[1];

function isDebian({ component, origin, label }: Stanza, suite: string): boolean {
  if (component !== 'main' || suite.endsWith('-security')) return false;
  if (origin !== undefined) return origin === 'Debian' && label === 'Debian';
  const names = [...debianSuites, 'oldoldstable', 'oldstable', 'stable', 'testing', 'unstable'];
  return names.some((name) => suite === name || suite.startsWith(`${name}-`));
}
