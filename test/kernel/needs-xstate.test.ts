/**
 * The ptrace that gives old kernels room for a new processor's registers, on this machine's processor, and who gets it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';
import { lacksXstate, needsXstate } from '../../src/kernel/needs-xstate.ts';
import { ownFolder, temporaryFolder } from '../support/temporary-folder.ts';

const source = join(import.meta.dirname, 'xstate.c');
const compile = (output: string, ...words: string[]) =>
  execa('gcc', ['-O1', '-Wall', '-Wextra', '-pthread', '-o', output, source, ...words]);

describe('a register set that is shorter than the processor’s is set', () => {
  test('by the object that is linked, statically and dynamically', async () => {
    const folder = ownFolder();
    for (const how of ['-static', '-no-pie', '-pie']) {
      await compile(join(folder, how), how, nativeFile('xstate.o'));
      expect(await execa(join(folder, how), { reject: false })).toMatchObject({ stdout: 'ok', exitCode: 0 });
    }
  });

  test('by the shared object that is preloaded, and not without it', async () => {
    const program = join(ownFolder(), 'program');
    await compile(program);
    const run = (env: Record<string, string>) => execa(program, { env, reject: false });
    expect(await run({ LD_PRELOAD: nativeFile('xstate.so') })).toMatchObject({ stdout: 'ok', stderr: '', exitCode: 0 });
    if (/^flags.* avx /m.test(readFileSync('/proc/cpuinfo', 'utf8')))
      expect(await run({})).toMatchObject({ stdout: expect.stringContaining('errno 14'), exitCode: 1 });
  });
});

describe('on a processor with more registers than old kernels have room for', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ path: folder, remove } = temporaryFolder());
    const build = (name: string, ...words: string[]) =>
      execa('gcc', ['-x', 'c', '-', '-x', 'none', '-o', join(folder, name), ...words], { input: 'int main(void) {}' });
    await Promise.all([
      build('dynamic'),
      build('static', '-static'),
      build('built', '-static', nativeFile('xstate.o')),
    ]);
    await execa('strip', [join(folder, 'built')]);
    await execa('as', ['--32', '-o', join(folder, 'small.o')], { input: '.globl _start\n_start: hlt\n' });
    const link = (...words: string[]) => execa('ld', ['-m', 'elf_i386', join(folder, 'small.o'), '-o', ...words]);
    await link(join(folder, 'small static'));
    await link(join(folder, 'small dynamic'), '-pie', '-dynamic-linker', '/lib/ld-linux.so.2');
  });
  afterAll(() => remove());

  test.each([
    ['dynamic', '6.12.113', 'preload'],
    ['dynamic', '5.10.46', 'preload'],
    // As a kernel that was just built is booted: nobody has asked it yet.
    ['dynamic', '', 'preload'],
    ['dynamic', '6.13.0', 'none'],
    ['dynamic', '7.2.7', 'none'],
    ['static', '6.12.113', 'impossible'],
    ['static', '6.13.0', 'none'],
    ['built', '6.12.113', 'none'],
    ['small static', '6.12.113', 'none'],
    ['small dynamic', '6.12.113', 'none'],
  ])('a %s kernel of version %j: %s', async (name, version, what) => {
    const kernel = { path: join(folder, name), version };
    expect(needsXstate(kernel, () => true)).toBe(what === 'preload');
    expect(await lacksXstate(kernel, () => true)).toBe(what === 'impossible');
    for (const judge of [needsXstate, lacksXstate]) expect(await judge(kernel, () => false)).toBe(false);
  });

  test('what a kernel may run without is not looked for', () => {
    const never = () => {
      throw new Error('asked for the processor');
    };
    expect(needsXstate({ path: '/nowhere', version: '6.13.1' }, never)).toBe(false);
    expect(needsXstate({ path: '/nowhere', version: '6.1.1' }, () => false)).toBe(false);
  });
});
