import { readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ExecCommand } from '../config/command.ts';
import { makeFolder } from '../fs/make-folder.ts';
import { linkOf } from './place.ts';
import { callName } from './request.ts';

/** What the words of a call mean, as a command line that was parsed. */
export interface RegisteredCall extends Pick<ExecCommand, 'options' | 'terminal' | 'timeoutSeconds'> {
  /** Where the program starts. Absolute. */
  workingFolder?: string;
}

/** More than a project has folders that its tests are started in. The oldest are forgotten then. */
const mostCalls = 10_000;

/** The calls that a server knows, and the links by which clients find it. */
export class RegisteredCalls {
  private readonly place: string;
  private readonly key: string;
  private readonly calls = new Map<string, RegisteredCall>();

  constructor(place: string, key: string) {
    this.place = place;
    this.key = key;
  }

  /**
   * @param bytes of a frame `register`
   * @throws RangeError or SyntaxError where they are none; the system's error where the link cannot be made
   */
  add(bytes: Buffer): void {
    const length = bytes.readUInt32LE(0);
    const words = bytes.subarray(4, 4 + length);
    const call: RegisteredCall = JSON.parse(bytes.toString('utf8', 4 + length));
    this.calls.set(words.toString('latin1'), call);
    this.link(callName(words));
    if (this.calls.size <= mostCalls) return;
    const [oldest] = this.calls.keys();
    if (oldest !== undefined) this.forget(oldest);
  }

  /** What words were registered with, as they are encoded. A name alone proves nothing: others may have the same. */
  of(encodedWords: Buffer): RegisteredCall | undefined {
    return this.calls.get(encodedWords.toString('latin1'));
  }

  forgetAll(): void {
    for (const words of this.calls.keys()) this.forget(words);
  }

  private forget(words: string): void {
    this.calls.delete(words);
    const path = linkOf(this.place, callName(Buffer.from(words, 'latin1')));
    try {
      if (readlinkSync(path) === this.target()) rmSync(path);
    } catch {
      // Somebody else has removed it.
    }
  }

  /** In one step: a client may be looking. */
  private link(name: string): void {
    const path = linkOf(this.place, name);
    const fresh = join(dirname(path), `.${this.key}-${basename(path)}`);
    makeFolder(dirname(path));
    rmSync(fresh, { force: true });
    symlinkSync(this.target(), fresh);
    renameSync(fresh, path);
  }

  private target(): string {
    return `../${this.key}/socket`;
  }
}

/** The content of a frame `register`. */
export function encodeRegistration(encodedWords: Buffer, call: RegisteredCall): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(encodedWords.length);
  return Buffer.concat([length, encodedWords, Buffer.from(JSON.stringify(call))]);
}
