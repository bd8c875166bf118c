/** Streams as a guest may write them: those of init, and any others. */
import { openSync, writeFileSync } from 'node:fs';
import { endianness } from 'node:os';

export interface Record {
  kind: string;
  name?: string | Buffer;
  data?: string | Buffer;
  mode?: number;
  uid?: number;
  gid?: number;
  seconds?: number;
  nanoseconds?: number;
  value?: number | bigint;
  id?: number;
}

/** Records of a kind, which native/init/change-stream.h explains. */
export const folder = (name: string | Buffer, more = {}): Record => ({ kind: 'd', name, mode: 0o40755, ...more });
export const leave = (more = {}): Record => ({ kind: 'u', mode: 0o40755, seconds: 1, ...more });
export const end = (lost = 0, errno = 0): Record => ({ kind: 'E', value: lost, id: errno });

/** A file with its content. */
export function file(name: string | Buffer, content: string, more = {}): Record[] {
  const size = Buffer.byteLength(content);
  return [
    { kind: 'f', name, mode: 0o100644, seconds: 1, value: size, ...more },
    { kind: 'b', data: content, value: 0 },
  ];
}

export function encode(records: Record[]): Buffer {
  return Buffer.concat(records.flatMap(encodeOne));
}

function encodeOne(record: Record): Buffer[] {
  const { kind, mode = 0, uid = 0, gid = 0, seconds = 0, nanoseconds = 0, value = 0, id = 0 } = record;
  const [name, data] = [Buffer.from(record.name ?? ''), Buffer.from(record.data ?? '')];
  const numbers = [kind.charCodeAt(0), name.length, data.length, mode, uid, gid, seconds, nanoseconds, value, id];
  const head = Buffer.alloc(8 * numbers.length);
  for (const [index, number] of numbers.entries()) {
    const bits = BigInt.asUintN(64, BigInt(number));
    if (endianness() === 'LE') head.writeBigUInt64LE(bits, 8 * index);
    else head.writeBigUInt64BE(bits, 8 * index);
  }
  return [head, name, data];
}

/** @returns a descriptor */
export function streamOf(path: string, bytes: Buffer): number {
  writeFileSync(path, bytes);
  return openSync(path, 'r');
}
