/** Guests' networks as a person would set them up by hand. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, globSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { openContext } from '../src/cache/context.ts';
import { boot, handMadeRoot, root, scratch } from './timing.ts';

/** Path of the program of `transfer.c`. */
export const transfer = join(scratch, 'transfer');
export const port = 5201;
const megabytes = 256;
/** As it was by hand before there was uml-run, which has more (`src/network/link.ts`). */
const mtu = 16384;

export const addressAt = (at: number): string => `10.0.2.${100 + at}`;
const macAt = (at: number) => `02:00:0a:00:02:${(100 + at).toString(16)}`;

export const measureWords = (address: string): string[] => [
  ...[transfer, 'measure', address, String(port), String(megabytes)],
];

/** Measures from a guest to this machine's loopback. @returns what it says */
export async function guestBySlirp(kernel: string): Promise<string> {
  const socket = join(mkdtempSync(join(scratch, 'slirp-')), 'link');
  const words = ['--target-type=bess', `--mtu=${mtu}`, '--enable-ipv6', socket];
  const { path, env } = await findSlirp();
  const slirp = spawn(path, words, { stdio: ['ignore', 'ignore', 'pipe'], env });
  await hear(slirp.stderr, 'Waiting for connection');
  return beside(slirp, () => guestAt(kernel, 0, socket, measureWords('10.0.2.2')));
}

/** The one that uml-run has fetched, or else this machine's. */
async function findSlirp() {
  const { cache } = await openContext({ log: { progress() {}, info() {}, warning() {} } });
  const [fetched] = globSync(join(cache.folder, 'tools/slirp4netns-*'));
  if (fetched === undefined) return { path: 'slirp4netns', env: process.env };
  return { path: join(fetched, 'slirp4netns'), env: { LD_LIBRARY_PATH: join(fetched, 'lib') } };
}

/** Measures from one guest to another. @returns what it says */
export async function guestsBySwitch(kernel: string): Promise<string> {
  const folder = mkdtempSync(join(scratch, 'switch-'));
  const socketOf = (at: number) => join(folder, String(at));
  const words = [0, 1].flatMap((at) => ['--port', String(at), macAt(at).replaceAll(':', ''), socketOf(at)]);
  const program = spawn(join(root, 'dist/native/switch'), words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await hear(program.stdout, 'listening');
  return beside(program, async () => {
    const [said] = await Promise.all([
      guestAt(kernel, 0, socketOf(0), measureWords(addressAt(1))),
      guestAt(kernel, 1, socketOf(1), [transfer, 'serve', String(port)]),
    ]);
    return said;
  });
}

/** The ends of the first TAP device that a run makes, as docs/network.md has them. */
export const tapHost = '198.18.0.1';
const tapGuest = '198.18.0.2';

/** Measures from a guest to the machine, through a TAP device. @param through as of `inOwnNetwork` */
export async function guestByTap(kernel: string, through: string[]): Promise<string> {
  const device = 'tap0';
  const made = [
    `ip tuntap add ${device} mode tap`,
    `ip address add ${tapHost}/30 dev ${device}`,
    `ip link set ${device} mtu ${mtu} up`,
  ];
  const inside = (script: string) => execa(through[0] ?? '', [...through.slice(1), 'sh', '-c', script]);
  await inside(made.join(' && '));
  try {
    const link = `transport=tap,ifname=${device},gro=1,mtu=${mtu}`;
    return await guest(kernel, [`${tapGuest}/30`], link, measureWords(tapHost), through);
  } finally {
    await inside(`ip link del ${device}`);
  }
}

/** Works in a network namespace, so that none of this machine's is changed. */
export function inOwnNetwork<Value>(work: (through: string[]) => Promise<Value>): Promise<Value> {
  const words = ['--net', 'sh', '-c', 'ip link set lo up && echo up && exec sleep infinity'];
  const holder = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  return beside(holder, async () => {
    await hear(holder.stdout, 'up');
    return work(['nsenter', `--net=/proc/${holder.pid}/ns/net`]);
  });
}

/** At a place of an Ethernet that has a socket for it. */
function guestAt(kernel: string, at: number, socket: string, words: string[]): Promise<string> {
  const link = `transport=bess,dst=${socket},mtu=${mtu},mac=${macAt(at)}`;
  return guest(kernel, [`${addressAt(at)}/24`, `fd00::${100 + at}/64`], link, words);
}

/** Boots a guest that runs `transfer` and halts. */
async function guest(
  kernel: string,
  addresses: string[],
  link: string,
  [, ...words]: string[],
  through: string[] = [],
): Promise<string> {
  const ip = (line: string) => `/bin/busybox ip ${line}`;
  const lines = [
    ...addresses.map((address) => ip(`address add ${address} dev vec0`)),
    ip('link set vec0 up'),
    `/transfer ${words.join(' ')}`,
  ];
  const tree = await handMadeRoot(lines.join('\n'));
  copyFileSync(transfer, join(tree, 'transfer'));
  const { stdout } = await boot(kernel, tree, [`vec0:${link}`], through);
  return stdout;
}

async function hear(stream: Readable, words: string): Promise<void> {
  for (let said = ''; !said.includes(words); ) {
    const [bytes] = await once(stream, 'data');
    said += bytes;
  }
}

/** Works while a program runs, and ends it. */
export async function beside<Value>(program: ChildProcess, work: () => Promise<Value>): Promise<Value> {
  const ended = once(program, 'exit');
  try {
    return await work();
  } finally {
    program.kill();
    await ended;
  }
}
