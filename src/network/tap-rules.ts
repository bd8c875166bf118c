import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { missingTool, run } from '../host/run-tool.ts';
import { noTap } from './tap-checks.ts';
import { holdSlot, networkOf, tapName } from './tap-slot.ts';

/** Rules of this machine's firewall. */
export interface HeldRules {
  /** Resolves when they are gone before `remove` is called: somebody has ended the process that they belong to. */
  lost: Promise<void>;
  /** Resolves when they are gone. */
  remove(): Promise<void>;
}

/** Begins the names of tables. */
const prefix = 'uml-run-tap-';

/**
 * Makes the table of a run, and removes tables of runs that were killed. Where this machine's kernel and nft can (Linux
 * 5.12, nft 1.0), it is a process's that ends with this one, and it is gone with that; otherwise it stays when this process
 * is killed, and goes at the next start.
 * @param slot of the run
 * @throws UmlRunError `tool-missing` without nft; `network-unavailable` with what nft said
 */
export async function makeRules(slot: number): Promise<HeldRules> {
  const table = `${prefix}${slot}`;
  await removeLeft(slot);
  return (await holdTable(table, commandsFor(table, slot))) ?? (await leaveTable(table, commandsFor(table, slot)));
}

/** @param own the slot of this run: it has no table yet */
async function removeLeft(own: number): Promise<void> {
  const { stdout } = await run('nft', ['list', 'tables', 'ip']);
  const slots = stdout.matchAll(new RegExp(`^table ip ${prefix}(\\d+)$`, 'gm'));
  for (const [, digits] of slots) {
    const slot = Number(digits);
    const holder = slot === own ? undefined : await holdSlot(slot);
    if (slot === own || holder) await removeTable(`${prefix}${digits}`);
    holder?.close();
  }
}

/** Of one that is not there, nft says so, to nobody. */
async function removeTable(table: string): Promise<void> {
  await run('nft', ['delete', 'table', 'ip', table]);
}

/**
 * What fills the table, a command a line. A guest's packets leave under this machine's own address. What comes back is led
 * to it by `dup`, not by forwarding, which then needs to be on for the guest's own device alone: no setting of this machine
 * is changed. Guests do not reach each other, nor this machine's loopback where that has been opened (`route_localnet`),
 * nobody reaches them unasked, and none sends under an address that is not its own.
 */
function commandsFor(table: string, slot: number): string[] {
  const own = `"${tapName(slot, '*')}"`;
  const any = '"uml-run*"';
  const chain = (name: string, hook: string) => `add chain ip ${table} ${name} { ${hook}; }`;
  const rule = (name: string, text: string) => `add rule ip ${table} ${name} ${text}`;
  return [
    chain('guard', 'type filter hook prerouting priority raw'),
    rule('guard', `iifname ${own} ip daddr 127.0.0.0/8 drop`),
    rule('guard', `iifname ${own} fib saddr . iif oif missing drop`),
    chain('outward', 'type filter hook forward priority filter'),
    rule('outward', `iifname ${own} oifname ${any} drop`),
    chain('source', 'type nat hook postrouting priority srcnat'),
    rule('source', `iifname ${own} masquerade`),
    // Once the address is the guest's again.
    chain('inward', 'type filter hook prerouting priority -90'),
    rule('inward', `iifname != ${any} ip daddr ${networkOf(slot)} ct state established,related dup to ip daddr`),
    rule('inward', `iifname != ${any} ip daddr ${networkOf(slot)} drop`),
  ];
}

type Holder = ChildProcessByStdio<Writable, Readable, null>;

/** @returns undefined where no process can own a table */
async function holdTable(table: string, commands: string[]): Promise<HeldRules | undefined> {
  // Both of its streams in one: errors are said before the list, which is the last.
  const holder = spawn('/bin/sh', ['-c', 'exec nft -i 2>&1'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // Signals to this process's group, such as ctrl-C, are not meant for it.
    detached: true,
    env: { ...process.env, LC_ALL: 'C' },
  });
  holder.on('error', () => {});
  holder.stdin.on('error', () => {});
  holder.stdin.write([`add table ip ${table} { flags owner; }`, ...commands, 'list tables', ''].join('\n'));
  const said = await firstWords(holder);
  let isOver = false;
  const lost = new Promise<void>((resolve) => holder.once('close', () => !isOver && resolve()));
  const remove = () => {
    isOver = true;
    return endHolder(holder);
  };
  if (said.startsWith('table ')) return { lost, remove };
  await remove();
  return undefined;
}

async function firstWords(holder: Holder): Promise<string> {
  const [bytes] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'close')]);
  return String(bytes);
}

/** It ends with its input, as it does when this process is gone. */
async function endHolder(holder: Holder): Promise<void> {
  const ended = holder.exitCode === null && holder.signalCode === null ? once(holder, 'close') : undefined;
  holder.stdin.end();
  holder.stdout.resume();
  await ended;
}

async function leaveTable(table: string, commands: string[]): Promise<HeldRules> {
  const made = await run('nft', [[`add table ip ${table}`, ...commands].join('\n')]);
  if (made.missing) throw missingTool('nft', 'nftables');
  if (!made.ok) {
    await removeTable(table);
    throw noTap(`nft cannot make its rules: ${made.stderr.trim().split('\n')[0]}; use --network user`);
  }
  return { lost: new Promise(() => {}), remove: () => removeTable(table) };
}
