/** `npm run bench -- network`: what guests' networks carry against the same by hand, and what they add to a start. */
import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import {
  addressAt,
  beside,
  guestBySlirp,
  guestByTap,
  guestsBySwitch,
  inOwnNetwork,
  measureWords,
  port,
  tapHost,
  transfer,
} from './network-by-hand.ts';
import {
  command,
  formatSpread,
  kernelPath,
  medianRatio,
  printTable,
  results,
  root,
  scratch,
  seconds,
  trivial,
  umlRun,
} from './timing.ts';

const spec = 'distro:7.2';

/** A way of connecting a guest. Each side gives what `transfer measure` says. */
interface Transport {
  name: string;
  byHandName: string;
  measure(): Promise<string>;
  byHand(kernel: string): Promise<string>;
}

const transports: Transport[] = [
  {
    name: '`--network user`',
    byHandName: 'slirp4netns by hand',
    measure: () => besideServer(() => command(['exec', '-k', spec, ...toLoopback, '--', ...measureWords('10.0.2.2')])),
    byHand: (kernel) => besideServer(() => guestBySlirp(kernel)),
  },
  {
    name: '`--guests`',
    byHandName: 'the switch by hand',
    measure: besideGuest,
    byHand: guestsBySwitch,
  },
  {
    name: '`--network tap`',
    byHandName: 'a TAP device by hand',
    measure: () =>
      besideServerOfItsOwn((through) =>
        command(['exec', '-k', spec, '--network', 'tap', '--', ...measureWords(tapHost)], through),
      ),
    byHand: (kernel) => besideServerOfItsOwn((through) => guestByTap(kernel, through)),
  },
];

const toLoopback = ['--network', 'user,host-loopback'];

export async function benchNetwork(runs: number): Promise<void> {
  await execa('gcc', ['-O2', '-static', '-o', transfer, join(root, 'bench/transfer.c')]);
  const rows = [['what', 'against', `ratio (median of ${runs})`, 'limit']];
  for (const transport of transports) rows.push(...(await speedsOf(transport, runs)));
  for (const one of ['distro:7.2', 'distro:6.1']) rows.push(await startOf(one, runs));
  printTable(rows);
}

const figures = ['speed to the guest', 'speed from the guest', 'round trips in a second'];

async function speedsOf({ name, byHandName, measure, byHand }: Transport, runs: number): Promise<string[][]> {
  const kernel = await kernelPath(spec);
  const ratios: number[][] = figures.map(() => []);
  for (let run = 0; run <= runs; run++) {
    const [own, other] = [secondsIn(await measure()), secondsIn(await byHand(kernel))];
    // The first pair warms the caches up.
    if (run > 0) for (const [at, list] of ratios.entries()) list.push(other[at]! / own[at]!);
  }
  return figures.map((figure, at) => [`${name}: ${figure}`, byHandName, formatSpread(ratios[at]!, 2), 'at least 0.9']);
}

function secondsIn(said: string): number[] {
  // A kernel by hand says more.
  const found = Array.from(said.matchAll(/^\d+\.\d+\s*$/gm), Number);
  if (found.length !== figures.length) throw new Error(`measured nothing: ${said}`);
  return found;
}

/** Beside a server on this machine. */
function besideServer(work: () => Promise<string>): Promise<string> {
  return beside(spawn(transfer, ['serve', String(port)], { stdio: 'ignore' }), work);
}

/** Beside a server in a network of its own. */
function besideServerOfItsOwn(work: (through: string[]) => Promise<string>): Promise<string> {
  return inOwnNetwork((through) => {
    const [program = '', ...words] = [...through, transfer, 'serve', String(port)];
    return beside(spawn(program, words, { stdio: 'ignore' }), () => work(through));
  });
}

async function besideGuest(): Promise<string> {
  const script = join(scratch, 'measures');
  writeFileSync(script, `#!/bin/sh\nexec /programs${measureWords(addressAt(1)).join(' ')}\n`);
  chmodSync(script, 0o755);
  await umlRun([
    '-k',
    spec,
    '--include',
    transfer,
    '--guests',
    `server=${transfer} serve ${port}`,
    '--ready',
    `server=${port}`,
    script,
  ]);
  const { tests } = JSON.parse(readFileSync(join(results, 'results.json'), 'utf8'));
  return readFileSync(join(results, tests[0].stdout), 'utf8');
}

/** What a network adds to the whole of `exec`. */
async function startOf(kernel: string, runs: number): Promise<string[]> {
  const start = (words: string[]) => seconds(() => command(['exec', '-k', kernel, ...words, '--', trivial]));
  const ratio = await medianRatio(
    runs,
    () => start(['--network', 'user']),
    () => start([]),
  );
  return [`\`exec --network user\` on ${kernel}, a trivial program`, 'the same without a network', ratio, '1.15'];
}
