import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ToolOptions } from '../host/run-tool.ts';
import { UmlRunError } from '../model/errors.ts';
import { type Apt, machineApt, runApt } from './apt.ts';

/** One suite of a Debian archive. */
export interface AptSource {
  uri: string;
  suite: string;
  /** File with the keys that must have signed it. */
  keyring: string;
}

/**
 * An apt with a folder of its own: it needs no root, and leaves the machine's apt as it is. Signatures are always
 * checked.
 * @param folder on the cache's disk; made when it is not there, and found again with its indexes by later runs
 * @param source where packages come from; `machine` for all that the machine's own apt is set up with
 */
export async function privateApt(folder: string, source: AptSource | 'machine', options: ToolOptions): Promise<Apt> {
  // These separate words in a sources.list, or end a string in an apt.conf.
  if (/[\s"[\]\\]/.test(folder)) {
    throw new UmlRunError(
      'cache-unusable',
      `apt cannot work in "${folder}"; name a cache folder without spaces, quotes or brackets with --cache <folder>`,
    );
  }
  for (const name of ['lists/partial', 'cache/archives/partial', 'state']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  await writeFile(join(folder, 'status'), '');
  if (source !== 'machine') await writeFile(join(folder, 'sources.list'), `${sourceLine(source)}\n`);
  const config = join(folder, 'apt.conf');
  const settings = await machineSettings(source === 'machine', options);
  await writeFile(
    config,
    [...settings, ...ownSettings(folder, source === 'machine')].map((line) => `${line}\n`).join(''),
  );
  return { config };
}

/**
 * A private apt that is there with its indexes. It may have been moved or copied since, together with the folder it
 * lies in: then its own files are told where they are now.
 * @throws the system's error when there is none
 */
export async function openPrivateApt(folder: string): Promise<Apt> {
  const config = join(folder, 'apt.conf');
  const text = await readFile(config, 'utf8');
  const [, before = folder] = /^Dir::State "(.*)\/state";$/m.exec(text) ?? [];
  if (before !== folder) {
    for (const file of [join(folder, 'sources.list'), config]) {
      // The keys lie beside it.
      const moved = (await readFile(file, 'utf8')).replaceAll(`${dirname(before)}/`, `${dirname(folder)}/`);
      await writeFile(file, moved);
    }
  }
  return { config };
}

const sourceLine = ({ uri, suite, keyring }: AptSource) => `deb [arch=amd64 signed-by=${keyring}] ${uri} ${suite} main`;

/** How to reach archives (proxies, time-outs, certificates), and their names where those count. Hooks stay behind. */
async function machineSettings(sources: boolean, options: ToolOptions): Promise<string[]> {
  const { stdout } = await runApt(machineApt, 'apt-config', ['dump'], options);
  const wanted = sources ? /^(Acquire|APT::Sandbox|Dir::Etc)\b/ : /^(Acquire|APT::Sandbox)\b/;
  const unwanted = /^Acquire::(IndexTargets|Languages|Changelogs|CompressionTypes|Allow)/;
  return stdout.split('\n').filter((line) => wanted.test(line) && !unwanted.test(line) && /^\S+ "[^"]*";$/.test(line));
}

function ownSettings(folder: string, sources: boolean): string[] {
  const nothing = ['SourceParts', 'Preferences', 'PreferencesParts', 'Trusted', 'TrustedParts'];
  return [
    'Dir::Etc::Main "/dev/null";',
    'Dir::Etc::Parts "/dev/null";',
    ...(sources ? [] : [`Dir::Etc::SourceList "${folder}/sources.list";`]),
    ...(sources ? [] : nothing.map((name) => `Dir::Etc::${name} "/dev/null";`)),
    `Dir::State "${folder}/state";`,
    `Dir::State::Lists "${folder}/lists";`,
    `Dir::State::Status "${folder}/status";`,
    `Dir::Cache "${folder}/cache";`,
    // Two more copies of the index would be worth less than the 100 MB they take.
    'Dir::Cache::PkgCache "";',
    'Dir::Cache::SrcPkgCache "";',
    'Acquire::GzipIndexes "true";',
    'Acquire::Languages "none";',
    'Acquire::AllowInsecureRepositories "false";',
    'Acquire::AllowWeakRepositories "false";',
    'Acquire::AllowDowngradeToInsecureRepositories "false";',
    'APT::Get::AllowUnauthenticated "false";',
  ];
}
