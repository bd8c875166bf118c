import { basename, join } from 'node:path';
import { machineApt, runApt } from '../../apt/apt.ts';
import { hostOutOfReach } from '../../apt/apt-words.ts';
import type { Cache } from '../../cache/cache.ts';
import type { Context } from '../../cache/context.ts';
import { keyOf } from '../../cache/digests.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import { arrayOf, isText, objectOf, optional } from '../../cache/validate.ts';
import { readTextSync } from '../../host/read-text.ts';
import { UmlRunError } from '../../model/errors.ts';
import { Unreachable } from '../../model/unreachable.ts';
import { type DebianArchive, debianArchive, debianSuites, NoKernels } from './debian-archive.ts';
import { debianKeyring } from './debian-keyring.ts';
import { type KernelCandidate, readSuites, type Suite } from './suites.ts';

/** The package that has the kernels. */
export const packageName = 'user-mode-linux';

/** All that an archive offers. */
export interface Candidates {
  archive: string;
  /** The most stable suite first. */
  candidates: KernelCandidate[];
  /** Suites that this machine's apt is set up with. */
  ownSuites: string[];
  /** Version that this machine's apt would install. */
  aptCandidate?: string;
  /** Suites that could not be read, with the reason. */
  problems: string[];
}

const isCandidate = objectOf<KernelCandidate>({
  name: isText,
  version: isText,
  architecture: isText,
  sha256: isText,
  suite: isText,
  alias: isText,
  folder: isText,
});

const isCandidates = objectOf<Candidates>({
  archive: isText,
  candidates: arrayOf(isCandidate),
  ownSuites: arrayOf(isText),
  aptCandidate: optional(isText),
  problems: arrayOf(isText),
});

export interface CandidatesOptions {
  /** URI of a Debian archive; default: this machine's own. */
  aptArchive?: string;
  /** File with the keys of that archive; default: those of the package debian-archive-keyring. */
  aptKeyring?: string;
  /** Ask the archive even when it was asked within the last 24 hours. */
  refresh?: boolean;
}

/**
 * The kernels that the archive has: as cachedLookup, where that is fresh, else asked now.
 * @throws UmlRunError `archive-unavailable` when there is no archive, or it cannot be reached
 */
export async function readCandidates(options: CandidatesOptions, context: Context): Promise<Candidates> {
  const { aptArchive = '', aptKeyring = '', refresh = false } = options;
  const machine = readTextSync('/etc/os-release') ?? '';
  const name = `${packageName}-candidates~${keyOf(machine, aptArchive, aptKeyring)}`;
  const hours = ({ problems }: Candidates) => (problems.length === 0 ? 24 : 1);
  const ask = () => askArchive(options, context);
  const { candidates, ...known } = await cachedLookup(
    context,
    name,
    { isValid: isCandidates, refresh, share: true, hours },
    ask,
  );
  // Another machine may have found it out, whose cache is elsewhere.
  const folder = folderOf(context.cache, known.archive);
  return {
    ...known,
    candidates: candidates.map((candidate) => ({ ...candidate, folder: join(folder, basename(candidate.folder)) })),
  };
}

/** Where the private apts of an archive's suites are. */
const folderOf = (cache: Cache, uri: string) => join(cache.folder, 'apt', keyOf(uri));

async function askArchive(options: CandidatesOptions, context: Context): Promise<Candidates> {
  const archive = await debianArchive(options.aptArchive, context);
  const doing = 'asking the Debian archive which kernels it has';
  context.log.progress(doing);
  const folder = folderOf(context.cache, archive.uri);
  const keyring = options.aptKeyring ?? (await debianKeyring(join(folder, 'keyring'), context));
  const suites = await readSuites(
    suitesOf(archive),
    { uri: archive.uri, keyring, folder, packageName },
    { signal: context.signal, progress: (text) => context.log.progress(`${doing}: ${text}`) },
  );
  const candidates = suites.flatMap((suite) => (suite.candidate ? [suite.candidate] : []));
  const problems = suites.flatMap(({ problem }) => problem ?? []);
  if (candidates.length === 0) throw nothing(archive, suites, problems);
  const aptCandidate = await candidateHere(context.signal);
  return {
    archive: archive.uri,
    ownSuites: archive.ownSuites,
    candidates,
    problems,
    ...(aptCandidate && { aptCandidate }),
  };
}

/** Those of this machine, such as backports, come after the suite they belong to. */
function suitesOf({ ownSuites }: DebianArchive): string[] {
  const others = ownSuites.filter((suite) => !debianSuites.includes(suite));
  const belonging = (suite: string) => others.filter((other) => other.startsWith(`${suite}-`));
  const placed = debianSuites.flatMap((suite) => [suite, ...belonging(suite)]);
  return [...placed, ...others.filter((other) => !placed.includes(other))];
}

async function candidateHere(signal?: AbortSignal): Promise<string | undefined> {
  const { stdout } = await runApt(machineApt, 'apt-cache', ['policy', packageName], { signal });
  const [, version = '(none)'] = /^ *Candidate: (\S+)$/m.exec(stdout) ?? [];
  return version === '(none)' ? undefined : version;
}

function nothing({ uri }: DebianArchive, suites: Suite[], problems: string[]): UmlRunError {
  const host = hostOutOfReach(problems[0] ?? '');
  if (host !== undefined)
    return new Unreachable(
      'archive-unavailable',
      `cannot read the archive "${uri}": "${host}" cannot be reached: ${problems[0]}`,
    );
  if (problems[0] !== undefined)
    return new UmlRunError('archive-unavailable', `cannot read the archive "${uri}": ${problems[0]}`);
  const tried = `tried: ${debianSuites.join(', ')}`;
  const what = suites.every(({ absent }) => absent)
    ? 'is not a Debian archive'
    : `does not have the package ${packageName}`;
  return new NoKernels('archive-unavailable', `"${uri}" ${what} (${tried}); name another with --apt-archive <URI>`);
}
