import { chmodSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { readProgram } from '../../src/program/program.ts';
import { compile, foreign, library, write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const main = 'int main(void) { return 0; }';
const problemOf = async (path: string) => (await readProgram(path)).problem;

test.each([
  ['static', '-static'],
  ['static PIE', '-static-pie'],
])('a %s program needs nothing', async (_, flag) => {
  const path = compile(join(ownFolder(), 'main'), main, flag);
  expect(await readProgram(path)).toEqual({ path, format: 'elf-static', libraries: [], siblings: [] });
});

test('a script', async () => {
  const path = write(join(ownFolder(), 'script'), '#!/bin/sh -e\nexit 0\n');
  expect(await readProgram(path)).toEqual({
    path,
    format: 'script',
    interpreter: '/bin/sh',
    libraries: [],
    siblings: [],
  });
});

test('a script with line ends of Windows', async () => {
  const path = write(join(ownFolder(), 'script'), '#!/bin/sh\r\nexit 0\r\n');
  expect(await problemOf(path)).toContain('has CR LF line ends, so its interpreter is "/bin/sh\\r"');
});

test('a relative path is taken from the working folder, and a symbolic link is kept', async () => {
  const folder = ownFolder();
  write(join(folder, 'script'), '#!/bin/sh\n');
  symlinkSync('script', join(folder, 'link'));
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
  expect(await readProgram('link')).toMatchObject({ path: join(folder, 'link'), format: 'script' });
});

test.each([
  ['i386', 'is built for i386; this machine and its kernels run x86-64, and i386 needs a 32-bit kernel'],
  ['x32', 'is built for x32; this machine and its kernels run x86-64 proper'],
] as const)('a program for %s', async (abi, problem) => {
  expect(await problemOf(foreign(join(ownFolder(), 'main'), abi))).toContain(problem);
});

test('kernels for i386 run its static programs, and no others', async () => {
  const folder = ownFolder();
  const problem = async (path: string) => (await readProgram(path, { architecture: 'i386' })).problem;
  expect(await readProgram(foreign(join(folder, 'main'), 'i386'), { architecture: 'i386' })).toMatchObject({
    format: 'elf-static',
    libraries: [],
  });
  const loaded = foreign(join(folder, 'loaded'), 'i386', '-pie', '-dynamic-linker', '/lib/ld-linux.so.2');
  expect(await problem(loaded)).toContain('link it with -static');
  expect(await problem(compile(join(folder, 'wide'), main))).toBe(
    'is built for x86-64, and --kernel-arch i386 is for programs of 32 bits: build it with -m32',
  );
  expect(await problem(foreign(join(folder, 'x32'), 'x32'))).toContain('is built for x32');
});

/** The ELF header of an executable without segments, made by hand: no compiler for the machine is needed. */
function header(bits: 32 | 64, bigEndian: boolean, machine: number, type = 2): Buffer {
  const bytes = Buffer.alloc(bits === 64 ? 64 : 52);
  bytes.write('\x7fELF', 'latin1');
  bytes.set([bits / 32, bigEndian ? 2 : 1, 1], 4);
  for (const [at, value] of [
    [16, type],
    [18, machine],
  ] as const) {
    if (bigEndian) bytes.writeUInt16BE(value, at);
    else bytes.writeUInt16LE(value, at);
  }
  return bytes;
}

test.each([
  [32, false, 3, 'i386'],
  [32, false, 40, 'arm'],
  [32, true, 40, 'armeb'],
  [64, false, 183, 'aarch64'],
  [64, false, 243, 'riscv64'],
  [32, false, 243, 'riscv32'],
  [64, true, 22, 's390x'],
  [64, false, 21, 'ppc64le'],
  [64, true, 21, 'ppc64'],
  [32, true, 20, 'ppc'],
  [32, true, 8, 'mips'],
  [64, false, 8, 'mips64el'],
  [64, false, 258, 'loongarch64'],
  [64, true, 43, 'sparc64'],
  [64, false, 999, 'architecture number 999 (64-bit)'],
] as const)(
  'a program for another machine, %i bits, big-endian %s, number %i',
  async (bits, bigEndian, machine, name) => {
    const path = write(join(ownFolder(), 'main'), header(bits, bigEndian, machine));
    expect(await problemOf(path)).toContain(`is built for ${name}; this machine and its kernels run x86-64`);
  },
);

test('what is ELF and no program', async () => {
  const folder = ownFolder();
  const object = compile(join(folder, 'object'), main, '-c');
  chmodSync(object, 0o755);
  expect(await problemOf(object)).toContain('is a relocatable object');
  expect(await problemOf(write(join(folder, 'core'), header(64, false, 62, 4)))).toBe('is a core dump, not a program');
  expect(await problemOf(library(folder, 'one'))).toBe('is a shared library, which has no entry point to start at');
});

test.each([
  ['text', 'echo hello\n', 'is a text file without #! in its first line'],
  ['byte order mark', '\ufeff#!/bin/sh\n', 'has a byte order mark before its #!'],
  ['Windows', 'MZ\x90\0', 'is a Windows program'],
  ['binary', '\x01\x02\x03', 'is neither an ELF file nor a script'],
  ['archive', '!<arch>\nx', 'is a static library'],
  ['empty', '', 'is an empty file'],
])('what is neither: %s', async (_, content, problem) => {
  expect(await problemOf(write(join(ownFolder(), 'file'), content))).toContain(problem);
});

test('what is not a file', async () => {
  const folder = ownFolder();
  expect(await problemOf(folder)).toBe('is a folder, not a program');
  expect(await problemOf('/dev/null')).toBe('is a device, not a program');
  expect(await problemOf(join(folder, 'nothing'))).toBe('does not exist');
  execaSync('mkfifo', [join(folder, 'pipe')]);
  expect(await problemOf(join(folder, 'pipe'))).toBe('is a pipe (FIFO), not a program');

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
  onTestFinished(() => void server.close());
  expect(await problemOf(join(folder, 'socket'))).toBe('is a socket, not a program');
});

test('a file without the right to be executed', async () => {
  const path = write(join(ownFolder(), 'script'), '#!/bin/sh\n', 0o644);
  expect(await problemOf(path)).toBe('is not executable: run chmod +x on it');
});

test('a file that this user cannot read', async () => {
  const folder = ownFolder();
  const path = write(join(folder, 'script'), '#!/bin/sh\n', 0o111);
  chmodSync(folder, 0o755);
  // Root reads everything: be nobody for a moment.
  if (process.geteuid!() === 0) {
    process.seteuid!(65534);
    onTestFinished(() => process.seteuid!(0));
  }
  expect(await problemOf(path)).toContain('cannot be read: permission denied');
});

test('a path through a file', async () => {
  const path = write(join(ownFolder(), 'script'), '#!/bin/sh\n');
  expect(await problemOf(join(path, 'x'))).toContain('cannot be read: it, or a part of its path, is a file');
});
