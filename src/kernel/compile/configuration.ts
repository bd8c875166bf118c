/** What `--kernel-config` names: built-in fragments and files. */
import { readFile } from 'node:fs/promises';
import { errnoOf, messageOf, UmlRunError } from '../../model/errors.ts';
import { base } from './config/base.ts';
import { baseStatic } from './config/base-static.ts';
import { containers } from './config/containers.ts';
import { debug } from './config/debug.ts';
import { guest } from './config/guest.ts';
import { tiny } from './config/tiny.ts';
import type { Fragment } from './fragment.ts';

export interface Configuration {
  /** What kconfig gives to whatever no fragment names. */
  start: 'allnoconfig' | 'defconfig';
  /** A later one overrides an earlier one. */
  fragments: Fragment[];
}

const ours = (name: string, text: string): Fragment => ({ name, ours: true, text });

/** Take the place of `base`. */
const baseStart: Configuration = { start: 'allnoconfig', fragments: [ours('base', base)] };

const starts: Record<string, Configuration> = {
  base: baseStart,
  'base-static': { ...baseStart, fragments: [...baseStart.fragments, ours('base-static', baseStatic)] },
  tiny: { start: 'allnoconfig', fragments: [ours('tiny', tiny)] },
  defconfig: { start: 'defconfig', fragments: [ours('defconfig', guest)] },
};

/** Go on top of what there is. */
const additions: Record<string, Fragment> = {
  debug: ours('debug', debug),
  containers: ours('containers', containers),
};

/**
 * @param names built-in names (base, base-static, tiny, defconfig, debug, containers) or paths, in the order in which
 * they override each other
 * @throws UmlRunError `kernel-config-invalid` for a file that cannot be read
 */
export async function readConfiguration(names: string[]): Promise<Configuration> {
  const last = names.findLast((name) => Object.hasOwn(starts, name));
  const { start, fragments } = (last === undefined ? undefined : starts[last]) ?? baseStart;
  const more = names.filter((name) => !Object.hasOwn(starts, name));
  return { start, fragments: [...fragments, ...(await Promise.all(more.map(readFragment)))] };
}

async function readFragment(name: string): Promise<Fragment> {
  const builtIn = Object.hasOwn(additions, name) ? additions[name] : undefined;
  if (builtIn) return builtIn;
  try {
    return { name, ours: false, text: await readFile(name, 'utf8') };
  } catch (cause) {
    const known = [...Object.keys(starts), ...Object.keys(additions)].join(', ');
    const reason = errnoOf(cause) === 'ENOENT' ? 'no such file' : `cannot be read (${messageOf(cause)})`;
    throw new UmlRunError(
      'kernel-config-invalid',
      `--kernel-config "${name}": ${reason}, nor is it a built-in fragment (${known})`,
      { cause },
    );
  }
}
