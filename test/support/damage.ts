/** Archives and images with some bytes changed, the same at each run. */
import { createHash } from 'node:crypto';

/** Numbers from 0 to below a limit. */
export type Dice = (limit: number) => number;

/** @returns dice that fall the same for the same seed */
export function diceOf(seed: string): Dice {
  let throws = 0;
  return (limit) => createHash('sha256').update(`${seed} ${throws++}`).digest().readUInt32LE(0) % limit;
}

/** What is found where a program does not expect it. */
const odd = [Buffer.from([0]), Buffer.from('/'), Buffer.from('..'), Buffer.alloc(4, 0xff), Buffer.alloc(8, 0xff)];

/**
 * A copy with one to thirty changes: a byte becomes another, or a few become odd ones. Where there are only zeros, nothing
 * is changed: most of an image is unused.
 */
export function damaged(whole: Buffer, dice: Dice): Buffer {
  const bytes = Buffer.from(whole);
  for (let changes = 1 + dice(30); changes > 0; changes--) {
    const at = usedPlace(bytes, dice);
    const change = dice(2) === 0 ? odd[dice(odd.length)]! : Buffer.from([dice(256)]);
    change.copy(bytes, at);
  }
  return bytes;
}

/** The same of a tar archive, whose headers then have checksums that are right again. */
export function damagedTar(whole: Buffer, dice: Dice): Buffer {
  const bytes = damaged(whole, dice);
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    const wasHeader = whole.toString('latin1', at + 257, at + 262) === 'ustar';
    if (!wasHeader || bytes.subarray(at, at + 512).equals(whole.subarray(at, at + 512))) continue;
    const header = bytes.subarray(at, at + 512);
    header.fill(' ', 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  }
  return bytes;
}

function usedPlace(bytes: Buffer, dice: Dice): number {
  for (let tries = 0; tries < 1000; tries++) {
    const at = dice(bytes.length);
    if (bytes.subarray(at, at + 4).some((byte) => byte !== 0)) return at;
  }
  return 0;
}
