import { readFileSync } from 'node:fs';
import { UmlRunError } from '../../model/errors.ts';
import type { Rootfs } from '../../model/provisions.ts';
import { fileInRootfs } from '../lookup.ts';
import { type ApkPackage, parseIndex } from './apk-index.ts';

/** Where `apk` keeps what is installed; newer versions use the second. */
const databases = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'];

/**
 * The packages of a mirror that have to be installed for some to be there, with all that they need and the rootfs
 * lacks.
 * @throws UmlRunError `package-not-found` for a name that no package has, `download-failed` for one that another
 * package needs
 */
export function wantedPackages(names: string[], available: ApkPackage[], rootfs: Rootfs): ApkPackage[] {
  const there = new Set(installedIn(rootfs).flatMap(({ name, provides }) => [name, ...provides]));
  const chosen = new Map<string, ApkPackage>();
  const waiting: { name: string; by?: ApkPackage }[] = names.map((name) => ({ name }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { name, by } = next;
    if (there.has(name)) continue;
    const found = providerOf(name, available);
    if (!found) throw lacking(name, by, available);
    chosen.set(found.name, found);
    for (const one of [found.name, ...found.provides]) there.add(one);
    waiting.push(...found.depends.map((one) => ({ name: one, by: found })));
  }
  return [...chosen.values()];
}

function installedIn(rootfs: Rootfs): ApkPackage[] {
  const file = databases.map((path) => fileInRootfs(rootfs, path)).find((path) => path !== undefined);
  return file === undefined ? [] : parseIndex(readFileSync(file, 'utf8'), '');
}

function providerOf(name: string, available: ApkPackage[]): ApkPackage | undefined {
  const named = available.find((one) => one.name === name);
  if (named) return named;
  const providers = available.filter(({ provides }) => provides.includes(name));
  return providers.sort((one, other) => other.priority - one.priority)[0];
}

function lacking(name: string, by: ApkPackage | undefined, available: ApkPackage[]): UmlRunError {
  if (by)
    return new UmlRunError(
      'download-failed',
      `--rootfs-packages: ${by.name} needs ${name}, which the mirror does not have`,
    );
  const near = available.filter((one) => one.name.includes(name) || name.includes(one.name)).slice(0, 8);
  const hint = near.length > 0 ? `; it has ${near.map((one) => one.name).join(', ')}` : '';
  return new UmlRunError(
    'package-not-found',
    `--rootfs-packages "${name}": the mirror has no package of that name${hint}`,
  );
}
