import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Compiler, findCompiler } from '../../../src/kernel/compile/compiler.ts';
import { workarounds } from '../../../src/kernel/compile/workarounds.ts';

let folder: string;
const path = process.env.PATH;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uml-run-tools-'));
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

/** A machine with these tools and no others. */
function onlyTools(...tools: string[]): void {
  for (const tool of tools) symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), join(folder, tool));
  process.env.PATH = folder;
}

test('the compiler, with the versions that a built kernel depends on', async () => {
  onlyTools('make', 'gcc', 'as', 'ld', 'strip', 'flex', 'm4', 'bison', 'bc', 'bash', 'ldd');
  const compiler = await findCompiler('x86_64');
  expect(compiler).toEqual({
    command: ['gcc'],
    version: execFileSync('gcc', ['--version'], { encoding: 'utf8' }).split('\n')[0],
    major: Number(execFileSync('gcc', ['-dumpversion'], { encoding: 'utf8' }).split('.')[0]),
    libc: expect.stringMatching(/\d\.\d+$/),
  });
});

test('all that is missing in one line, with the command that fixes it', async () => {
  onlyTools('make', 'gcc', 'as', 'ld', 'strip', 'bash');
  await expect(findCompiler('x86_64')).rejects.toMatchObject({
    kind: 'machine',
    message:
      'this machine lacks flex, bison, bc, which building a kernel needs; install: sudo apt-get install flex bison bc',
  });
});

test('without a compiler, the C library’s headers are named too', async () => {
  onlyTools('make', 'ld', 'strip', 'flex', 'bison', 'bc', 'bash');
  await expect(findCompiler('x86_64')).rejects.toThrow(
    'lacks gcc, which building a kernel needs; install: sudo apt-get install gcc libc6-dev',
  );
});

test.each([
  ['5.4.0', 9, []],
  ['5.4.0', 12, ['-fcommon']],
  ['5.10.223', 12, []],
  ['6.12.9', 15, ['-std=gnu11']],
  ['5.4.0', 15, ['-fcommon', '-std=gnu11']],
  ['7.2.0', 15, []],
])('Linux %s with gcc %i: host tools with %j', (version, major, flags) => {
  const compiler: Compiler = { command: ['gcc'], version: `gcc ${major}`, major, libc: '2' };
  const { hostFlags, notes } = workarounds({ tree: { path: '/', version }, compiler });
  expect(hostFlags).toEqual(flags);
  expect(notes).toHaveLength(flags.length);
});
