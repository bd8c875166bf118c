import { join } from 'node:path';
import type { Context } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import { splitWords } from '../config/split-words.ts';
import type { GuestSettings } from '../guest/guest-settings.ts';
import { capturePath } from '../guest/output-paths.ts';
import type { Scratch } from '../guest/scratch.ts';
import { nativeFile } from '../host/native-file.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { PeerSpec, ReadyWhen } from '../model/peers-asked.ts';
import type { Kernel, Rootfs } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { addressDigits } from '../network/address-digits.ts';
import { addressAt } from '../network/guest-addresses.ts';
import { mostPeers, Segment, segmentLink } from '../network/segment.ts';
import type { UserNetwork } from '../network/user-network.ts';
import { readProgram } from '../program/program.ts';
import { findProgram } from './find-program.ts';
import { provideGuestKernels } from './guest-kernels.ts';
import { captureSettings } from './guest-network.ts';
import { resolveTests } from './libraries.ts';

/** A guest beside those of the tests, at port `index + 1` of the segment. */
export interface Peer {
  name: string;
  /** Its program and words, as the user wrote them, as far as they are UTF-8. */
  command: string;
  kernel: Kernel;
  test: Test;
}

/** A test of which it depends whether a peer is ready. */
export interface ReadyTest {
  /** The peer's. */
  name: string;
  /** What messages say as long as it is not: `port 80 did not answer`. */
  unmet: string;
  test: Test;
}

export interface Peers {
  peers: readonly Peer[];
  ready: readonly ReadyTest[];
}

/** What programs of peers are looked for with. */
export interface PeerPlace {
  rootfs: Rootfs;
  environment: Record<string, string>;
  context: Context;
  /** Of the run; at least one. */
  kernels: readonly Kernel[];
}

/** Names of the peers, with their addresses. */
function peerHosts({ guests }: Pick<Options, 'guests'>): Record<string, string> {
  return Object.fromEntries(guests.map(({ name }, index) => [name, addressAt(index + 1)]));
}

/** What tests are told of the peers: nothing where there are none. */
export function peerEnvironment(options: Pick<Options, 'guests'>): Record<string, string> {
  const words = Object.entries(peerHosts(options)).map(([name, address]) => `${name}=${address}`);
  return words.length === 0 ? {} : { UML_RUN_PEERS: words.join(' ') };
}

/**
 * The guests that the options name beside those of the tests, with what says that they are ready.
 * @throws UmlRunError when a program or a kernel is not what it has to be
 */
export async function providePeers(options: Options, place: PeerPlace): Promise<Peers> {
  const { guests, ready } = options;
  if (guests.length > mostPeers)
    throw new UmlRunError('option-invalid', `--guests was given ${guests.length} guests: use at most ${mostPeers}`);
  const kernels = await peerKernels(options, place);
  const tests = await Promise.all(guests.map((one) => peerTest(one, options, place)));
  const readyTests = await Promise.all(ready.map(({ name, when }) => readyTest(name, when, options, place)));
  const resolved = await resolveTests([...tests, ...readyTests], place.rootfs, options, place.context);
  for (const [index, { program }] of resolved.entries())
    if (program.problem !== undefined) {
      const { name } = [...guests, ...ready][index] as PeerSpec | ReadyWhen;
      throw new UmlRunError('program-not-runnable', `guest "${name}": "${program.path}" ${program.problem}`);
    }
  return {
    peers: guests.map(({ name, command }, index) => ({
      name,
      command: command.toWellFormed(),
      kernel: kernels[index] as Kernel,
      test: resolved[index] as Test,
    })),
    ready: ready.map(({ name, when }, index) => ({
      name,
      unmet: typeof when === 'number' ? `port ${when} did not answer` : `"${when.toWellFormed()}" did not succeed`,
      test: resolved[guests.length + index] as Test,
    })),
  };
}

async function peerKernels(options: Options, { kernels, context }: PeerPlace): Promise<Kernel[]> {
  const specs = [...new Set(options.guests.flatMap(({ kernel }) => kernel ?? []))];
  const own = specs.length > 0 ? await provideGuestKernels({ ...options, kernels: specs }, context) : [];
  return options.guests.map(({ name, kernel: spec }) => {
    const kernel = spec === undefined ? kernels[0] : own.find((one) => one.spec === spec);
    if (kernel && kernel.problem === undefined) return kernel;
    throw new UmlRunError('kernel-not-found', `guest "${name}": ${kernel?.problem ?? `no kernel "${spec}"`}`);
  });
}

async function peerTest({ name, command }: PeerSpec, options: Options, place: PeerPlace): Promise<Test> {
  const [program = '', ...words] = splitWords(command, `guest "${name}"`);
  const architecture = options.kernelArchitecture;
  return {
    name: `peer-${name}`,
    program: await findProgram(program, { ...place, architecture }),
    arguments: words,
    environment: place.environment,
    timeoutSeconds: aWeek,
  };
}

/** Peers run as long as the tests. */
const aWeek = 7 * 24 * 60 * 60;

async function readyTest(name: string, when: number | string, options: Options, place: PeerPlace): Promise<Test> {
  const { kernelArchitecture: architecture, bootTimeoutSeconds } = options;
  const common = { name: `ready-${name}`, environment: place.environment, timeoutSeconds: bootTimeoutSeconds };
  if (typeof when === 'string') {
    const loop = 'until (eval "$1") >/dev/null 2>&1; do sleep 0.1; done';
    const program = await findProgram('sh', { ...place, architecture });
    return { ...common, program, arguments: ['-c', loop, 'sh', when] };
  }
  const port = 1 + options.guests.findIndex((one) => one.name === name);
  const program = await readProgram(nativeFile('reach'), { architecture });
  return { ...common, program, arguments: [addressDigits(addressAt(port)), String(when)] };
}

/** What a segment is started with. */
interface SegmentPlace {
  scratch: Scratch;
  wayOut: UserNetwork | undefined;
  /** Absolute path of the output folder. */
  output: string;
  log: Pick<Log, 'warning'>;
}

/** A segment for all guests of a run, in a folder of its own. Whoever starts it ends it. */
export function startSegment(options: Options, { scratch, wayOut, output, log }: SegmentPlace): Segment {
  const how = captureSettings(options, log);
  return new Segment(join(scratch.folder, 'segment'), {
    peers: options.guests.map(({ name }) => name),
    wayOut,
    impairment: 'impairment' in options.network ? options.network.impairment : undefined,
    ...(how && { capture: { ...how, path: capturePath(join(output, 'logs'), 'guests') } }),
  });
}

/** The network of the guest at a port of the segment. */
export function networkAt(
  port: number,
  segment: Segment,
  options: Options,
  wayOut: UserNetwork | undefined,
): Pick<GuestSettings, 'link' | 'network'> {
  return { network: segment.port(port), link: segmentLink(port, wayOut, peerHosts(options)) };
}
