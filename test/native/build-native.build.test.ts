import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { buildNative, nativeFlags } from '../../scripts/build-native.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { root } from './host-tests.ts';

test('the same bytes from whatever folder, and nothing of an earlier build', async () => {
  const [output, copy] = [ownFolder(), ownFolder()];
  cpSync(join(root, 'native'), join(copy, 'native'), { recursive: true });
  for (const name of ['an-earlier-program', 'init']) writeFileSync(join(output, name), 'old');
  buildNative(root, output);
  buildNative(copy, join(copy, 'output'));
  const names = readdirSync(output);
  expect(names.filter((name) => name !== 'init-i386')).toEqual([
    'cleanup',
    'init',
    'lock',
    'packet-filter.so',
    'reach',
    'supervisor',
    'switch',
    'uml-run-exec',
    'xstate.o',
    'xstate.so',
  ]);
  expect(readdirSync(join(copy, 'output'))).toEqual(names);
  for (const name of names) {
    const bytes = readFileSync(join(output, name));
    expect(bytes.subarray(0, 4).toString('latin1'), name).toBe('\x7fELF');
    expect(readFileSync(join(copy, 'output', name)).equals(bytes), name).toBe(true);
  }
});

async function compile(statement: string): Promise<string> {
  const input = `#include "native/lib/io.h"\nvoid start(void);\nvoid start(void) { ${statement}; }\n`;
  const { stderr } = await execa('gcc', [...nativeFlags, '-I', root, '-c', '-x', 'c', '-', '-o', '/dev/null'], {
    input,
    reject: false,
  });
  return stderr;
}

test('a system call whose result nobody looks at is refused, unless it says so', async () => {
  for (const statement of ['sys(close, 3)', '(void)sys(pause)', 'write_all(1, "a", 1)', 'read_all(0, 0, 0)'])
    expect(await compile(statement), statement).toContain('warn_unused_result');
  for (const statement of ['try_sys(close, 3)', 'may_fail(write_all(1, "a", 1))', 'if (sys(pause) < 0) start()'])
    expect(await compile(statement), statement).toBe('');
});

/** Past the wrappers a call would not be checked, and errors and signals have names. */
test('system calls go through the wrappers, and their errors go by name', () => {
  const files = readdirSync(join(root, 'native'), { recursive: true, encoding: 'utf8' });
  for (const name of files.filter((file) => /^(init|supervisor|cleanup|client|lock|switch)\/.*\.[ch]$/.test(file))) {
    const code = readFileSync(join(root, 'native', name), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
    expect(code, name).not.toMatch(/\bsys6\b|\bsyscall\(|\(void\)!?\s*(sys|write_all|read_all)\b/);
    expect(code, name).not.toMatch(/(error|pid|ended|got|written) [=!]= -\d{1,2}\b/);
  }
});
