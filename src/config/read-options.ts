import { UmlRunError } from '../model/errors.ts';
import { legacyTransports } from '../text/legacy-transports.ts';
import { problemOfPeers } from './guest-kinds.ts';
import { publishedTwice } from './network-kinds.ts';
import type { Options } from './options.ts';
import { type Row, rows } from './options-table.ts';

/** What the user gave for an option: the texts, and what messages call the place. */
export interface Given {
  texts: string[];
  label: string;
}

/**
 * Checks the options that were given, and fills in defaults for the others.
 *
 * @param given what was given for each option, by the option's name
 * @throws UmlRunError `option-invalid`; the message names the option, the value and what was expected
 */
export function readOptions(given: ReadonlyMap<string, Given>): Options {
  const values = rows.flatMap(([key, row]) => {
    const { texts, label = row.name } = given.get(row.name) ?? { texts: defaultOf(row) };
    return texts ? [[key, row.kind.read(texts, failure(row, label))]] : [];
  });
  // The table's type has a row for each key, whose kind makes that key's value.
  const options = Object.fromEntries(values) as Options;
  const refuse = (one: string, other: string) => {
    const [first, second] = [one, other].map((name) => describe(name, given.get(name)));
    throw new UmlRunError('option-invalid', `${first} and ${second} cannot be used together: choose one`);
  };
  if (options.retries > 0 && options.repeat > 1) refuse('retries', 'repeat');
  if (options.timeTravel && options.network.mode !== 'none') refuse('time-travel', 'network');
  requireSandboxOff(options, given.get('kernel-args')?.label);
  const problem = problemOfPeers(options.guests, options.ready);
  if (problem !== undefined) throw new UmlRunError('option-invalid', problem);
  if (options.timeTravel && options.guests.length > 0) refuse('time-travel', 'guests');
  if (options.guests.length > 0 && options.network.mode === 'tap') refuse('guests', 'network');
  if (options.capture && options.network.mode === 'tap') refuse('capture', 'network');
  requireNetwork(options, given);
  const single = forOneGuest(options);
  if (options.warm && single) refuse(single, 'warm');
  if (options.warm && options.capture) refuse('capture', 'warm');
  if (single && options.jobs > 1 && given.has('jobs')) refuse(single, 'jobs');
  if (options.publish.length > 0) checkPublished(options, given.get('publish')?.label);
  return single ? { ...options, jobs: 1 } : options;
}

/** Of a network, it depends on its mode what it goes together with. */
function describe(name: string, { label, texts }: Partial<Given> = {}): string {
  return name === 'network' ? `${label} ${texts?.at(-1)}` : (label ?? name);
}

/**
 * @returns the option by which guests run one at a time: only one can have a port of this machine, a device, or the address
 *   that peers know
 */
function forOneGuest({ guests, publish, network }: Options): 'guests' | 'publish' | 'network' | undefined {
  if (guests.length > 0) return 'guests';
  if (publish.length > 0) return 'publish';
  return network.mode === 'tap' && network.device !== undefined ? 'network' : undefined;
}

/** Older kernels can start a program of this machine for a network, or connect to one. */
function requireSandboxOff({ sandbox, kernelArguments }: Options, label: string | undefined): void {
  const [transport] = legacyTransports(kernelArguments);
  if (sandbox === 'auto' && transport !== undefined)
    throw new UmlRunError(
      'option-invalid',
      `${label}: "${transport.words}" makes the kernel start or reach other programs of this machine, ` +
        'which the sandbox forbids: use --network user, or --sandbox off for tests that you trust',
    );
}

function requireNetwork({ network, guests, capture }: Options, given: ReadonlyMap<string, Given>): void {
  if (network.mode !== 'none' || guests.length > 0) return;
  const labelOf = (name: string) => given.get(name)?.label ?? name;
  if (network.impairment)
    throw new UmlRunError(
      'option-invalid',
      `${labelOf('network')} none has nothing to delay, lose or slow down: use user instead, or guests beside the tests`,
    );
  if (capture) throw new UmlRunError('option-invalid', `${labelOf('capture')} needs a network: add --network user`);
}

function checkPublished({ network, publish }: Options, label: string | undefined): void {
  const twice = publishedTwice(publish);
  if (network.mode !== 'user') throw new UmlRunError('option-invalid', `${label} needs --network user`);
  // Answers to this machine's loopback are among what the helper keeps from it.
  if (publish.some(({ protocol }) => protocol === 'udp') && !network.hostLoopback)
    throw new UmlRunError(
      'option-invalid',
      `${label}: UDP needs the loopback of this machine: use --network user,host-loopback`,
    );
  if (twice !== undefined)
    throw new UmlRunError('option-invalid', `${label} was given port ${twice} of this machine twice: choose another`);
}

function defaultOf({ default: value }: Row<unknown>): string[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'object') return value;
  return [typeof value === 'string' ? value : value()];
}

function failure({ kind }: Row<unknown>, label: string): (text: string, part?: string, expected?: string) => never {
  return (text, part = text, expected) => {
    const given = text === '' ? 'nothing' : JSON.stringify(text);
    const wrong = expected === undefined ? 'is unknown' : 'is wrong';
    const ofWhich = part === text ? '' : `, of which ${JSON.stringify(part)} ${wrong}`;
    throw new UmlRunError(
      'option-invalid',
      `${label} was given ${given}${ofWhich}, expected ${expected ?? kind.expected}`,
    );
  };
}

/**
 * What a text stands for that cannot be repeated, as an action's input or a variable: a line each, where an option takes
 * more than one value.
 * @returns undefined when there is nothing in it
 */
export function textsIn(text: string, { kind }: Row<unknown>): string[] | undefined {
  if (text.trim() === '') return undefined;
  if (!kind.repeatable) return [text.trim()];
  const lines = text.split(/\r?\n/).map((line) => line.trimStart());
  return lines.filter((line) => line.trim() !== '');
}
