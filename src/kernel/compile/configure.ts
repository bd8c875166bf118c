/** Configures a build, and finds out what kconfig made of the wishes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UmlRunError } from '../../model/errors.ts';
import { type Dropped, findDropped } from '../kconfig/dropped.ts';
import { readAllNames, readTreeSymbols } from '../kconfig/tree-symbols.ts';
import type { Configuration } from './configuration.ts';
import { formatWanted, mergeFragments, parseConfig, type WantedSymbol } from './fragment.ts';
import type { Job } from './job.ts';
import { runMake } from './run-make.ts';

export type Linking = 'static' | 'dynamic';

export interface Configured {
  /** The whole .config. */
  text: string;
  values: Map<string, string>;
  /** As it will be: `dynamic` also where a static link was asked for and this configuration forbids it. */
  linking: Linking;
  /** Wishes of our own fragments that this version or configuration does not fulfil. */
  dropped: Dropped[];
}

/**
 * Writes `.config` in the job's folder.
 *
 * @throws UmlRunError `kernel-config-invalid` when a fragment of the user's wants what this tree does not give, with
 * each symbol's reason
 */
export async function configure(job: Job, configuration: Configuration, linking: Linking): Promise<Configured> {
  const { tree, folder, architecture } = job;
  const wanted = mergeFragments(configuration.fragments);
  const named = new Set(wanted.map(({ symbol }) => symbol));
  const own = [
    { symbol: '64BIT', value: architecture === 'i386' ? 'n' : 'y' },
    { symbol: 'STATIC_LINK', value: linking === 'static' ? 'y' : 'n' },
  ].filter(({ symbol }) => !named.has(symbol));
  await mkdir(folder, { recursive: true });
  await runKconfig(job, configuration, formatWanted([...own, ...wanted]));
  const text = await readFile(join(folder, '.config'), 'utf8');
  const values = parseConfig(text);
  const dropped = await findAllDropped(wanted, values, tree.path);
  const refused = dropped.filter(
    ({ wanted: { fragment, value }, unknown }) => !fragment.ours && !(unknown && value === 'n'),
  );
  if (refused.length > 0) {
    const { fragments } = configuration;
    const place = ({ wanted: { fragment, line } }: Dropped) => fragments.indexOf(fragment) * 1e6 + line;
    const inOrder = refused.toSorted((left, right) => place(left) - place(right));
    throw new UmlRunError('kernel-config-invalid', refusal(inOrder, tree.version));
  }
  return {
    text,
    values,
    linking: values.get('STATIC_LINK') === 'y' ? 'static' : 'dynamic',
    dropped,
  };
}

async function runKconfig(job: Job, { start }: Configuration, wishes: string): Promise<void> {
  const { folder } = job;
  if (start === 'allnoconfig') {
    const file = join(folder, 'wanted.config');
    await writeFile(file, wishes);
    return runMake(job, [`KCONFIG_ALLCONFIG=${file}`, 'allnoconfig']);
  }
  const file = join(folder, '.config');
  await runMake(job, ['defconfig']);
  const given = await readFile(file, 'utf8');
  const overridden = parseSymbols(wishes);
  const kept = given.split('\n').filter((line) => !overridden.has(symbolOf(line) ?? ''));
  await writeFile(file, `${kept.join('\n')}\n${wishes}`);
  await runMake(job, ['olddefconfig']);
}

const symbolOf = (line: string): string | undefined => /^(?:# )?CONFIG_(\w+)[= ]/.exec(line)?.[1];

const parseSymbols = (text: string): Set<string> => new Set(text.split('\n').flatMap((line) => symbolOf(line) ?? []));

async function findAllDropped(wanted: WantedSymbol[], values: Map<string, string>, tree: string): Promise<Dropped[]> {
  return findDropped(wanted, values, readTreeSymbols(tree), await readAllNames(tree));
}

function refusal(refused: Dropped[], version: string): string {
  const lines = refused.map(
    ({ wanted: { symbol, value, fragment, line }, reason }) =>
      `  ${fragment.name}:${line}: CONFIG_${symbol}=${value}: ${reason}`,
  );
  return `Linux ${version} does not accept the whole configuration:\n${lines.join('\n')}`;
}

/** For a notice: what a version does not have of a built-in fragment. */
export function describeDropped(dropped: Dropped[]): string[] {
  return dropped.map(({ wanted: { symbol, fragment }, reason }) => `${fragment.name}: CONFIG_${symbol}: ${reason}`);
}
