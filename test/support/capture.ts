/** Reads what a switch has captured: pcapng as it writes it, in this machine's order of bytes. */
import { readFileSync } from 'node:fs';

export interface Frame {
  /** Name of the port that it came from. */
  from: string;
  bytes: Buffer;
}

const interfaceBlock = 1;
const packetBlock = 6;
const sectionBlock = 0x0a0d0d0a;

/**
 * The frames of a capture, in their order.
 * @throws Error when a block is not whole, or none of those
 */
export function framesIn(path: string): Frame[] {
  const file = readFileSync(path);
  const names: string[] = [];
  const frames: Frame[] = [];
  if (file.readUInt32LE(0) !== sectionBlock) throw new Error(`no capture: ${path}`);
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32LE(at + 4);
    const block = file.subarray(at, at + length);
    if (block.length < length || block.readUInt32LE(length - 4) !== length) throw new Error(`cut at ${at}: ${path}`);
    const type = block.readUInt32LE(0);
    // The name is the first option of an interface.
    if (type === interfaceBlock) names.push(block.toString('latin1', 20, 20 + block.readUInt16LE(18)));
    else if (type === packetBlock)
      frames.push({ from: names[block.readUInt32LE(8)]!, bytes: block.subarray(28, 28 + block.readUInt32LE(20)) });
    else if (type !== sectionBlock) throw new Error(`a block of type ${type}: ${path}`);
    at += length;
  }
  return frames;
}

/** Lengths of the payloads of pings that came from a port, requests and answers, in their order. */
export function pingsFrom(port: string, frames: readonly Frame[]): number[] {
  const ipv4 = 0x0800;
  const icmp = 1;
  return frames
    .filter(({ from, bytes }) => from === port && bytes.readUInt16BE(12) === ipv4 && bytes[14 + 9] === icmp)
    .map(({ bytes }) => bytes.readUInt16BE(14 + 2) - 28);
}
