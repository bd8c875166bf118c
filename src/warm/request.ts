import { statSync } from 'node:fs';
import type { WindowSize } from '../guest/boot-plan.ts';
import { nativeFile } from '../host/native-file.ts';
import { toolVariableNames } from '../provision/tool-folders.ts';
import { bytesOf, textOf } from '../text/any-bytes.ts';

/** What of a call decides which server it is for. Words may have any bytes, as src/text/any-bytes.ts says. */
export interface CallWords {
  /** Before `--`. */
  options: string[];
  /** Where the client was started. */
  folder: string;
  /** Entries `NAME=value`, as `decidingVariables` chooses them. */
  variables: string[];
}

/** What a client asks for. */
export interface CallRequest {
  /** Of the client's file: another file is another version. */
  stamp: string;
  words: CallWords;
  /** The words as the client sent them: see `encodeCallWords`. */
  encodedWords: Buffer;
  program: string;
  arguments: string[];
  environment: Record<string, string>;
  /** Of the client's terminal, if its standard input and output are one. */
  terminal?: WindowSize;
  /** False: its standard input is `/dev/null`. */
  hasInput: boolean;
}

/** The same as native/client/environment.c: what decides what a guest is started for. */
export const decidingNames = ['PATH', 'HOME', 'XDG_CACHE_HOME', ...toolVariableNames];

/** These say how far a call has come, and where what one program leaves goes: nothing of the guest. */
const undecidingNames = ['UML_RUN_ARTIFACTS', 'UML_RUN_WARM_TRIED', 'UML_RUN_COLD'];

/** @returns entries in the order of the environment */
export function decidingVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(environment)
    .filter(
      ([name]) => decidingNames.includes(name) || (name.startsWith('UML_RUN_') && !undecidingNames.includes(name)),
    )
    .map(([name, value]) => `${name}=${value ?? ''}`);
}

/** As the request of a client has them, which is what the name of a call is made of. */
export function encodeCallWords({ options, folder, variables }: CallWords): Buffer {
  return encodeWords([...counted(options), folder, ...counted(variables)]);
}

/** Which name a call goes by: 16 hexadecimal digits (FNV-1a, as native/client/request.c). */
export function callName(encodedWords: Buffer): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of encodedWords) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/** Of the client's file, as it sees it itself. @throws the system's error where there is none */
export function clientStamp(path: string = nativeFile('uml-run-exec')): string {
  const { size, mtimeNs, ino } = statSync(path, { bigint: true });
  return [size, mtimeNs / 1_000_000_000n, mtimeNs % 1_000_000_000n, ino].join('-');
}

/** @throws RangeError where it is not a request */
export function decodeRequest(bytes: Buffer): CallRequest {
  const reader = new WordReader(bytes);
  const stamp = reader.word();
  const start = reader.at;
  const words = { options: reader.list(), folder: reader.word(), variables: reader.list() };
  const encodedWords = bytes.subarray(start, reader.at);
  const [program, ...others] = reader.list();
  if (program === undefined) throw new RangeError('a request without a program');
  const environment = environmentOf(reader.list());
  const [rows, columns] = [reader.number(), reader.number()];
  const terminal = rows > 0 && { terminal: { rows, columns } };
  const hasInput = reader.number() > 0;
  return { stamp, words, encodedWords, program, arguments: others, environment, ...terminal, hasInput };
}

/** Of entries with the same name, a program takes the first. */
function environmentOf(entries: readonly string[]): Record<string, string> {
  const pairs = entries.flatMap((entry): [string, string][] => {
    const at = entry.indexOf('=');
    return at < 0 ? [] : [[entry.slice(0, at), entry.slice(at + 1)]];
  });
  return Object.fromEntries(pairs.toReversed());
}

function counted(list: readonly string[]): string[] {
  return [String(list.length), ...list];
}

function encodeWords(words: readonly string[]): Buffer {
  return Buffer.concat(words.flatMap((word) => [bytesOf(word), Buffer.of(0)]));
}

class WordReader {
  at = 0;
  private bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  word(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw new RangeError('a request that ends too early');
    const word = textOf(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return word;
  }

  number(): number {
    const word = this.word();
    if (!/^\d{1,9}$/.test(word)) throw new RangeError('a request with no number where there has to be one');
    return Number(word);
  }

  list(): string[] {
    return Array.from({ length: this.number() }, () => this.word());
  }
}
