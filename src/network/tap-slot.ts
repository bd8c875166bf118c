import type { Server } from 'node:net';
import { takeName } from '../host/name-lock.ts';
import { readTextSync } from '../host/read-text.ts';
import { UmlRunError } from '../model/errors.ts';

/** What a run has of this machine's network: a number that no other run has while it lasts. */
export interface TapSlot {
  index: number;
  giveBack(): void;
}

/**
 * Addresses for tests of networks (RFC 2544), which nobody's network has: 198.18.0.0/15. A run has 1024 of them, and each of
 * its guests 4.
 */
const first = ((198 << 24) | (18 << 16)) >>> 0;
const ofRun = 1024;
const slots = 128;

/** Guests of a run that have a device at a time. */
export const mostTaps = ofRun / 4;

/** Name of a guest's device, at most 14 characters; and with a `*` for the guest, the pattern of a run's. */
export function tapName(slot: number, guest: number | '*'): string {
  return `uml-run${slot}.${guest}`;
}

/** Of a run, in CIDR notation. */
export function networkOf(slot: number): string {
  return `${dotted(first + slot * ofRun)}/22`;
}

/** The two ends of a guest's device, as numbers; what they have in common has 30 bits. */
export function endsOf(slot: number, guest: number): { host: number; guest: number } {
  const start = first + slot * ofRun + guest * 4;
  return { host: start + 1, guest: start + 2 };
}

export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

/**
 * Takes the first slot that no other run has in this network namespace, and whose addresses lead nowhere yet.
 * @throws UmlRunError `network-unavailable` when there is none
 */
export async function takeTapSlot(): Promise<TapSlot> {
  for (let index = 0; index < slots; index++) {
    if (isUsed(index)) continue;
    const holder = await holdSlot(index);
    if (holder) return { index, giveBack: () => void holder.close() };
  }
  throw new UmlRunError(
    'network-unavailable',
    'all addresses of 198.18.0.0/15 are in use on this machine; wait for other runs to end, or use --network user',
  );
}

/** @returns what gives it back; undefined when a run has it */
export function holdSlot(index: number): Promise<Server | undefined> {
  return takeName(`uml-run/tap/${index}`);
}

/** A run that was killed may still have devices for a moment. */
function isUsed(index: number): boolean {
  const devices = readTextSync('/proc/net/dev') ?? '';
  if (devices.split('\n').some((line) => line.trimStart().startsWith(tapName(index, '*').slice(0, -1)))) return true;
  return hasRoute(readTextSync('/proc/net/route') ?? '', first + index * ofRun, ofRun);
}

/**
 * Whether addresses have a route of their own; the default route is none.
 * @param table text of /proc/net/route: a line of titles, then the device, and at 1 the network, at 7 its mask, as
 *   hexadecimal digits of numbers of this machine (little-endian)
 */
export function hasRoute(table: string, start: number, count: number): boolean {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length > 7)
    .some((fields) => {
      const [network, mask] = [fields[1], fields[7]].map((digits) => swapped(Number.parseInt(digits ?? '', 16)));
      return mask !== 0 && overlaps(network ?? 0, 2 ** 32 - (mask ?? 0), start, count);
    });
}

function overlaps(one: number, ofOne: number, other: number, ofOther: number): boolean {
  return one < other + ofOther && other < one + ofOne;
}

function swapped(number: number): number {
  return (((number & 255) << 24) | ((number & 0xff00) << 8) | ((number >>> 8) & 0xff00) | (number >>> 24)) >>> 0;
}
