import { readFileSync, statSync } from 'node:fs';
import { UmlRunError } from '../model/errors.ts';
import type { Rootfs } from '../model/provisions.ts';
import { fileInRootfs } from './lookup.ts';

/** What programs in a rootfs start with unless the user says otherwise: what its container image asks for. */
export interface Defaults {
  environment: Record<string, string>;
  workingFolder?: string;
  user: number;
  group: number;
}

/**
 * The user of the image by the rootfs's own `/etc/passwd` and `/etc/group`.
 * @throws UmlRunError `rootfs-invalid` when it names one that is not there
 */
export function defaultsOf(rootfs: Rootfs): Defaults {
  const { environment = {}, workingFolder, user: text } = rootfs;
  const folder = workingFolder?.startsWith('/') ? { workingFolder } : {};
  if (text === undefined) return { environment, ...folder, user: 0, group: 0 };
  const [user = '', group] = text.split(':', 2);
  const account = find(rootfs, '/etc/passwd', user);
  const id = idOf(rootfs, 'user', user, account?.[2]);
  const ofGroup = group ? idOf(rootfs, 'group', group, find(rootfs, '/etc/group', group)?.[2]) : undefined;
  const [name, , , primary, , home] = account ?? [];
  const own = name === undefined ? { HOME: '/' } : { HOME: home || '/', USER: name, LOGNAME: name };
  return { environment: { ...own, ...environment }, ...folder, user: id, group: ofGroup ?? Number(primary ?? 0) };
}

/** @returns the fields of its line, by name or by number */
function find(rootfs: Rootfs, path: string, wanted: string): string[] | undefined {
  const file = fileInRootfs(rootfs, path);
  const isThere = file !== undefined && statSync(file).isFile();
  const lines = isThere ? readFileSync(file, 'utf8').split('\n') : [];
  const accounts = lines.map((line) => line.split(':')).filter((fields) => /^\d+$/.test(fields[2] ?? ''));
  return accounts.find(([name]) => name === wanted) ?? accounts.find(([, , id]) => id === wanted);
}

function idOf({ spec }: Rootfs, what: string, wanted: string, found: string | undefined): number {
  const id = found ?? (/^\d{1,10}$/.test(wanted) ? wanted : undefined);
  if (id !== undefined && Number(id) < 2 ** 32 - 1) return Number(id);
  throw new UmlRunError(
    'rootfs-invalid',
    `rootfs "${spec}" runs its programs as the ${what} ${JSON.stringify(wanted)}, which it does not have`,
  );
}
