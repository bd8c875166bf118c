import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stampOrGone } from '../fs/stamp.ts';
import { readTextSync } from '../host/read-text.ts';

/** Those of a kernel's modules that have to do with sockets. */
export interface NetworkModules {
  /** Paths in the folder of modules, in the order in which they have to be loaded; none when IPv6 is built in. */
  ipv6: readonly string[];
  /**
   * Names, as /proc/modules has them, of those that the kernel loads by itself when a socket of some family is made or is
   * given an algorithm, and of those that these need.
   */
  forSockets: readonly string[];
}

/** Netlink (16) and key management (15) are for settings of the kernel: such a module is loaded to change some. */
const aliasOfSocket = /^alias (?:net-pf-(?!1[56]\b)|crypto-)\S* (\S+)$/;

/** By the folder of modules: each guest of a kernel asks for them. */
const known = new Map<string, { stamp: string; modules: NetworkModules }>();

/** @param folder absolute path of a kernel's modules, where `depmod` has left its files; without these there are none */
export function readModules(folder: string): NetworkModules {
  const files = { dependencies: join(folder, 'modules.dep'), aliases: join(folder, 'modules.alias') };
  const stamp = Object.values(files).map(stampOrGone).join(' ');
  const before = known.get(folder);
  if (before?.stamp === stamp) return before.modules;
  const modules = modulesIn(files);
  known.set(folder, { stamp, modules });
  return modules;
}

/** overlayfs, for guests that can write everywhere: a path in the folder of modules. */
export const overlayModule = 'kernel/fs/overlayfs/overlay.ko';

/** Paths, in the folder of modules, of what guests load before a test of theirs runs. */
export function bootModules(folder: string): string[] {
  return [...readModules(folder).ipv6, overlayModule].filter((path) => existsSync(join(folder, path)));
}

function modulesIn(files: { dependencies: string; aliases: string }): NetworkModules {
  const paths = linesOf(files.dependencies).map((line) => line.replace(':', '').split(' ').filter(Boolean));
  const needs = new Map(paths.map((line) => [nameOf(line[0] ?? ''), line]));
  const aliases = linesOf(files.aliases).flatMap((line) => aliasOfSocket.exec(line)?.[1] ?? []);
  // The kernel asks for them by their own names.
  const kinds = [...needs.keys()].filter((name) => name.startsWith('algif_'));
  return {
    // A line of modules.dep begins with the module and goes on with all that it needs, what is needed last.
    ipv6: (needs.get('ipv6') ?? []).toReversed(),
    forSockets: [
      ...new Set([...kinds, ...aliases.map(nameOf)].flatMap((name) => (needs.get(name) ?? [name]).map(nameOf))),
    ],
  };
}

function nameOf(path: string): string {
  return basename(path)
    .replace(/\.ko(\.\w+)?$/, '')
    .replaceAll('-', '_');
}

function linesOf(path: string): string[] {
  return (readTextSync(path) ?? '').split('\n').filter(Boolean);
}
