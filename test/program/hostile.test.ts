import { chmodSync, closeSync, ftruncateSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readProgram } from '../../src/program/program.ts';
import { compile, write } from '../support/compile.ts';
import { fullSweep } from '../support/sweep.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const main = 'int main(void) { return 0; }';

/** Positions in the header, the program headers and the dynamic section are worth more than others. */
function places(bytes: Buffer): fc.Arbitrary<number> {
  const headers = bytes.readUInt16LE(56) * 56 + 64;
  const dynamic = bytes.indexOf(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0x2c, 0, 0, 0, 0, 0, 0, 0]));
  return fc.oneof(
    fc.nat(headers - 1),
    fc.nat(511).map((offset) => Math.min(Math.max(dynamic, 0) + offset, bytes.length - 1)),
    fc.nat(bytes.length - 1),
  );
}

test('a damaged program is read to an answer, whatever was changed or cut off', async () => {
  const folder = ownFolder();
  const bytes = readFileSync(compile(join(folder, 'main'), main, '-Wl,-rpath,$ORIGIN:/nowhere'));
  const path = join(folder, 'damaged');
  const change = fc.tuple(places(bytes), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)));
  const length = fc.oneof(fc.constant(bytes.length), fc.nat(bytes.length), fc.nat(1200));

  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), length, async (changes, size) => {
      const copy = Buffer.from(bytes);
      for (const [place, value] of changes) copy[place] = value;
      writeFileSync(path, copy.subarray(0, size), { mode: 0o755 });
      const program = await readProgram(path);
      expect(program.path).toBe(path);
      expect(program.problem === undefined || program.problem.length < 20_000).toBe(true);
    }),
    { numRuns: fullSweep ? 1000 : 200 },
  );
});

/** A real program with some numbers of it replaced. */
function altered(change: (bytes: Buffer) => void): string {
  const folder = ownFolder();
  const bytes = readFileSync(compile(join(folder, 'main'), main));
  change(bytes);
  return write(join(folder, 'altered'), bytes);
}

/** Where the program header of a type is. */
function segment(bytes: Buffer, type: number): number {
  for (let at = 64; ; at += 56) if (bytes.readUInt32LE(at) === type) return at;
}

test.each<[string, (bytes: Buffer) => void, string]>([
  ['program headers beyond the file', (bytes) => bytes.writeBigUInt64LE(2n ** 63n, 32), 'it refers to bytes'],
  ['65,535 program headers', (bytes) => bytes.writeUInt16LE(0xffff, 56), 'it refers to bytes'],
  ['program headers of another size', (bytes) => bytes.writeUInt16LE(1, 54), 'its program headers are 1 bytes long'],
  ['an endless interpreter', (bytes) => bytes.writeBigUInt64LE(2n ** 62n, segment(bytes, 3) + 32), 'PT_INTERP'],
  ['an empty interpreter', (bytes) => bytes.fill(0, bytes.indexOf('/lib64'), bytes.indexOf('/lib64') + 1), 'PT_INTERP'],
  ['a dynamic section beyond the file', (bytes) => bytes.writeBigUInt64LE(2n ** 40n, segment(bytes, 2) + 8), 'bytes'],
  [
    'a segment beyond the file',
    (bytes) => bytes.writeBigUInt64LE(2n ** 40n, segment(bytes, 1) + 32),
    'it is cut short',
  ],
  ['a word size of 3', (bytes) => bytes.writeUInt8(3, 4), 'EI_CLASS'],
  ['a byte order of 0', (bytes) => bytes.writeUInt8(0, 5), 'EI_DATA'],
])('%s', async (_, change, problem) => {
  expect((await readProgram(altered(change))).problem).toMatch(new RegExp(`^is damaged: .*${problem}`));
});

test('a program that was cut short', async () => {
  const folder = ownFolder();
  const path = compile(join(folder, 'main'), main);
  const descriptor = openSync(path, 'r+');
  ftruncateSync(descriptor, 3000);
  closeSync(descriptor);
  expect((await readProgram(path)).problem).toContain('is damaged: it is cut short');
  writeFileSync(path, readFileSync(path).subarray(0, 30));
  chmodSync(path, 0o755);
  expect((await readProgram(path)).problem).toContain('is damaged: it refers to bytes');
});

test('an ELF file of many gigabytes with nothing in it', async () => {
  const folder = ownFolder();
  const path = compile(join(folder, 'main'), main, '-static');
  const descriptor = openSync(path, 'r+');
  ftruncateSync(descriptor, 2 ** 36);
  closeSync(descriptor);
  expect(await readProgram(path)).toEqual({ path, format: 'elf-static', libraries: [], siblings: [] });
});

test('a program that needs a library too often', async () => {
  const names = Array.from({ length: 600 }, (_, index) => `n${index}`);
  const folder = ownFolder();
  for (const name of names) {
    const bytes = readFileSync(compileOnce(folder));
    writeFileSync(join(folder, `${name}.so`), renamed(bytes, name));
  }
  const path = compile(
    join(folder, 'main'),
    main,
    '-Wl,--no-as-needed',
    ...names.map((name) => join(folder, `${name}.so`)),
  );
  expect((await readProgram(path)).problem).toBe('is damaged: it needs 601 libraries');
});

let template: string | undefined;

function compileOnce(folder: string): string {
  template ??= compile(join(folder, 'template.so'), 'int x;', '-shared', '-fPIC', '-nostdlib', '-Wl,-soname,template');
  return template;
}

/** The same library with another DT_SONAME, at most 8 letters long. */
function renamed(bytes: Buffer, name: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(0, copy.indexOf('template'), copy.indexOf('template') + 8);
  copy.write(name, bytes.indexOf('template'));
  return copy;
}
