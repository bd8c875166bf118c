import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openContext } from '../../../src/cache/context.ts';
import { type Compiler, findCompiler, identifyCompiler } from '../../../src/kernel/compile/compiler.ts';
import { linkVariables, workarounds } from '../../../src/kernel/compile/workarounds.ts';
import { compile } from '../../support/compile.ts';
import { hear } from '../../support/log.ts';
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

test('the compiler is asked again when it, what it starts, or the C library looks different', async () => {
  const say = (file: string, words: string) => {
    rmSync(file, { force: true });
    compile(file, `#include <stdio.h>\nint main(void) { puts("${words}"); return 0; }\n`);
  };
  const [wrappers, tools] = [join(folder, 'wrappers'), join(folder, 'tools')];
  for (const one of [wrappers, tools]) mkdirSync(one);
  const real = process.env.PATH;
  let before = tools;
  const versionNow = async () => {
    const context = await openContext({ folder: join(folder, 'cache'), log: hear() });
    process.env.PATH = `${before}${delimiter}${real}`;
    const { version } = await identifyCompiler(context);
    process.env.PATH = real;
    return version;
  };
  say(join(folder, 'gcc-9'), 'gcc 9');
  say(join(folder, 'gcc-10'), 'gcc 10');
  symlinkSync('../gcc-9', join(tools, 'gcc'));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
  try {
    for (const _ of [1, 2]) expect(await versionNow()).toBe('gcc 9');
    rmSync(join(tools, 'gcc'));
    symlinkSync('../gcc-10', join(tools, 'gcc'));
    for (const _ of [1, 2]) expect(await versionNow()).toBe('gcc 10');
    say(join(folder, 'gcc-10'), 'gcc 10.1');
    for (const _ of [1, 2]) expect(await versionNow()).toBe('gcc 10.1');
    // A wrapper, such as ccache, starts the next one in the PATH.
    compile(
      join(wrappers, 'gcc'),
      `#include <unistd.h>\nint main(int c, char **v) { return execv("${tools}/gcc", v); }\n`,
    );
    before = `${wrappers}${delimiter}${tools}`;
    for (const _ of [1, 2]) expect(await versionNow()).toBe('gcc 10.1');
    say(join(folder, 'gcc-10'), 'gcc 10.2');
    for (const _ of [1, 2]) expect(await versionNow()).toBe('gcc 10.2');
    // Of a script nobody knows what it starts.
    rmSync(join(wrappers, 'gcc'));
    writeFileSync(join(wrappers, 'gcc'), `#!/bin/sh\nexec ${folder}/gcc-9\n`, { mode: 0o755 });
    expect(await versionNow()).toBe('gcc 9');
    say(join(folder, 'gcc-9'), 'gcc 9.1');
    expect(await versionNow()).toBe('gcc 9.1');
  } finally {
    vi.useRealTimers();
  }
});

test('a compiler that looks the same is not asked', async () => {
  const asked = join(folder, 'asked');
  compile(
    join(folder, 'gcc'),
    `#include <stdio.h>\nint main(void) { fputs("x", fopen("${asked}", "a")); puts("gcc 9"); return 0; }\n`,
  );
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
  try {
    for (const _ of [1, 2])
      expect(await identifyCompiler(await openContext({ folder: join(folder, 'cache'), log: hear() }))).toEqual({
        version: 'gcc 9',
        libc: expect.stringMatching(/\d\.\d+$/),
      });
    expect(readFileSync(asked, 'utf8')).toBe('x');
  } finally {
    vi.useRealTimers();
  }
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
  expect(await linkVariables({ tree, folder }, new Map([['64BIT', bits]]))).toEqual(variables);
  expect(existsSync(join(folder, 'xstate.o'))).toBe(variables.length > 0);
});

test('what a kernel offers modules is there in its static link, too', async () => {
  const tree = { path: join(folder, 'tree'), version: '6.1.176' };
  mkdirSync(join(tree.path, 'arch/um/os-Linux'), { recursive: true });
  writeFileSync(join(tree.path, 'arch/um/Makefile'), `LINK_WRAPS = ${wraps}\n`);
  const offers = 'EXPORT_SYMBOL_PROTO(rename);\nEXPORT_SYMBOL_PROTO(__xmknod);\n';
  writeFileSync(join(tree.path, 'arch/um/os-Linux/user_syms.c'), offers);
  const words = (link: string) =>
    linkVariables(
      { tree, folder },
      new Map([
        ['64BIT', 'y'],
        ['STATIC_LINK', link],
      ]),
    );
  expect(await words('y')).toEqual([`LINK_WRAPS=${wraps} xstate.o -Wl,--defsym=__xmknod=mknod`]);
  expect(await words('n')).toEqual([`LINK_WRAPS=${wraps} xstate.o`]);
});
