import { guestName } from '../model/guest-name.ts';

/** A user by its numbers. */
export interface Ids {
  user: number;
  group: number;
}

/**
 * The text of /etc/hosts with lines for the guest's name and for `localhost`, each where no line has it.
 * @param text that of the rootfs; empty without one
 * @param hosts names that have these addresses, whatever the text says: they come first
 */
export function withHosts(text: string, hosts: Record<string, string> = {}): string {
  const known = new Set(linesOf(text).flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1)));
  const first = Object.entries(hosts).map(([name, address]) => `${address} ${name}\n`);
  return withLines(first.join('') + text, [
    ...(known.has('localhost') ? [] : ['127.0.0.1 localhost', '::1 localhost ip6-localhost ip6-loopback']),
    ...(known.has(guestName) ? [] : [`127.0.1.1 ${guestName}`]),
  ]);
}

/** The text of /etc/passwd with a line for the user, where no line has its number. Its home is what $HOME is. */
export function withUser(text: string, { user, group }: Ids): string {
  if (accountName(text, user) !== undefined) return text;
  const [name, home] = user === 0 ? ['root', '/root'] : ['user', '/tmp'];
  return withLines(text, [`${freeName(text, name, user)}:x:${user}:${group}::${home}:/bin/sh`]);
}

/** The text of /etc/group with a line for the group, where no line has its number. */
export function withGroup(text: string, { group }: Ids): string {
  if (accountName(text, group) !== undefined) return text;
  return withLines(text, [`${freeName(text, group === 0 ? 'root' : 'user', group)}:x:${group}:`]);
}

/** @returns the name of the first line of /etc/passwd or /etc/group with a number */
export function accountName(text: string, id: number): string | undefined {
  return accounts(text).find(([, , number]) => number === String(id))?.[0];
}

function freeName(text: string, name: string, id: number): string {
  return accounts(text).some(([taken]) => taken === name) ? `${name}${id}` : name;
}

function accounts(text: string): string[][] {
  return linesOf(text).map((line) => line.split(':'));
}

function linesOf(text: string): string[] {
  return text.split('\n');
}

function withLines(text: string, lines: string[]): string {
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return lines.length === 0 ? text : `${whole}${lines.join('\n')}\n`;
}
