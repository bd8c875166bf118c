import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { withoutDebug } from '../../src/elf/without-debug.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const source = `
  #include <stdio.h>
  static int zeros[100];
  int used = 3;
  __attribute__((noinline)) static int sum(int more) { return zeros[more & 3] + used + more; }
  int main(void) { printf("%d\\n", sum(4)); return 0; }
`;

async function compiled(...words: string[]): Promise<{ folder: string; object: Buffer }> {
  const folder = ownFolder();
  writeFileSync(join(folder, 'a.c'), source);
  await execa('gcc', ['-c', ...words, 'a.c', '-o', 'a.o'], { cwd: folder });
  return { folder, object: readFileSync(join(folder, 'a.o')) };
}

test('an object file can be linked as before, and has nothing for debuggers', async () => {
  const { folder, object } = await compiled('-g', '-ffunction-sections');
  const plain = (await compiled('-ffunction-sections')).object;
  const less = withoutDebug(object);
  writeFileSync(join(folder, 'less.o'), less);
  // The headers of what went stay.
  expect(less.length).toBeLessThan(plain.length + 64 * 24);
  const { stdout, stderr } = await execa('readelf', ['--wide', '--all', 'less.o'], { cwd: folder });
  expect(stderr).toBe('');
  expect(stdout).not.toMatch(/PROGBITS.*debug|\.debug_\w+ +PROGBITS/);
  await execa('gcc', ['less.o', '-o', 'program'], { cwd: folder });
  expect((await execa(join(folder, 'program'))).stdout).toBe('7');
});

test('whatever else it is, or however it is cut, stays as it is', async () => {
  const { object } = await compiled('-g');
  const others = [Buffer.alloc(0), Buffer.from('#!/bin/sh\n'), readFileSync(process.execPath).subarray(0, 10_000)];
  for (const other of others) expect(withoutDebug(other)).toBe(other);
  for (let length = 0; length < object.length; length += 97) {
    const cut = object.subarray(0, length);
    expect(withoutDebug(cut)).toBe(cut);
  }
});

test('a module that is signed keeps its signature, and what that is of', async () => {
  const { object } = await compiled('-g');
  const signed = Buffer.concat([object, Buffer.from('a signature~Module signature appended~\n')]);
  expect(withoutDebug(signed)).toBe(signed);
});
