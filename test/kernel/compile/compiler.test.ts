import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Compiler, findCompiler } from '../../../src/kernel/compile/compiler.ts';
import { workarounds, xstateVariables } from '../../../src/kernel/compile/workarounds.ts';
import { ownFolder } from '../../support/temporary-folder.ts';

let folder: string;
const path = process.env.PATH;
beforeEach(() => {
  folder = ownFolder();
});
afterEach(() => {
  process.env.PATH = path;
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
    message: 'To build a kernel, this machine lacks flex, bison, bc. Install with: sudo apt-get install flex bison bc',
  });
});

test('without a compiler, the C library’s headers are named too', async () => {
  onlyTools('make', 'ld', 'strip', 'flex', 'bison', 'bc', 'bash');
  await expect(findCompiler('x86_64')).rejects.toThrow('lacks gcc. Install with: sudo apt-get install gcc libc6-dev');
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

/** As in `arch/um/Makefile` of 5.10 to 6.12. */
const wraps = '-Wl,--wrap,malloc -Wl,--wrap,free -Wl,--wrap,calloc';

test.each([
  ['5.10.0', 'y', `LINK_WRAPS = ${wraps}`, [`LINK_WRAPS=${wraps} xstate.o`]],
  ['6.12.9', 'y', `LINK_WRAPS := ${wraps}  `, [`LINK_WRAPS=${wraps} xstate.o`]],
  ['6.12.9', 'n', `LINK_WRAPS = ${wraps}`, []],
  ['6.13.0', 'y', `LINK_WRAPS = ${wraps}`, []],
  // A variable that cannot be taken over whole stays as it is.
  ['6.12.9', 'y', `LINK_WRAPS = ${wraps} \\`, []],
  ['6.12.9', 'y', 'LINK_WRAPS =\nwords', []],
  ['6.12.9', 'y', '', []],
])('Linux %s, 64BIT=%s, with %j: links %j', async (version, bits, line, variables) => {
  const tree = { path: join(folder, 'tree'), version };
  mkdirSync(join(tree.path, 'arch/um'), { recursive: true });
  writeFileSync(join(tree.path, 'arch/um/Makefile'), `# A line before.\n${line}\n\nLINK = after\n`);
  const configured = { values: new Map([['64BIT', bits]]) };
  expect(await xstateVariables({ tree, folder }, configured)).toEqual(variables);
  expect(existsSync(join(folder, 'xstate.o'))).toBe(variables.length > 0);
});
