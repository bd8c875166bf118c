import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { digestOfFile } from '../../src/fs/digest.ts';
import { readExecutable } from '../../src/kernel/kernel-executable.ts';
import { provideExecutable, readLocalKernel } from '../../src/kernel/local-kernel.ts';
import { hear } from '../support/log.ts';
import { sharedFolder } from '../support/temporary-folder.ts';

const folder = sharedFolder();

/** What a kernel answers, by a small program that carries a configuration as the real one does. */
const source = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static const char config[] = "CONFIG_UML=y\\nCONFIG_64BIT=y\\nCONFIG_HOSTFS=y\\n# CONFIG_SMP is not set\\n";
int main(int count, char **words) {
  char path[4096];
  const char *name = strrchr(words[0], '/') + 1;
  if (count != 2 || getenv("SECRET")) return 9;
  if (!strcmp(name, "asked")) fclose(fopen(strcat(strcpy(path, words[0]), words[1]), "wx"));
  if (!strcmp(name, "sleeper")) sleep(1000);
  if (!strcmp(name, "crasher")) { fputs("cannot map memory\\n", stderr); return 1; }
  if (!strcmp(words[1], "--showconfig")) fputs(strcmp(name, "liar") ? config : "CONFIG_KVM=y\\n", stdout);
  else puts(strcmp(name, "chatter") ? "6.12.9-mine" : "Welcome to the program");
  return 0;
}
`;

beforeAll(() => {
  writeFileSync(join(folder, 'k.c'), source);
  execFileSync('cc', ['-o', join(folder, 'linux'), join(folder, 'k.c')]);
  execFileSync('cc', ['-static', '-o', join(folder, 'static'), join(folder, 'k.c')]);
  for (const name of ['sleeper', 'crasher', 'liar', 'chatter', 'locked'])
    copyFileSync(join(folder, 'linux'), join(folder, name));
  chmodSync(join(folder, 'locked'), 0o644);
  writeFileSync(join(folder, 'script'), '#!/bin/sh\necho CONFIG_UML=y\n', { mode: 0o755 });
  copyFileSync(join(folder, 'linux'), join(folder, 'arm'));
  const arm = Buffer.from([183, 0]);
  execFileSync('dd', [`of=${join(folder, 'arm')}`, 'bs=1', 'seek=18', 'conv=notrunc', 'status=none'], { input: arm });
});

test('a kernel says its release and its configuration, and sees nothing of the environment', async () => {
  process.env.SECRET = 'x';
  try {
    const kernel = await readExecutable(join(folder, 'linux'));
    expect(kernel).toEqual({
      path: join(folder, 'linux'),
      release: '6.12.9-mine',
      config: new Map([
        ['UML', 'y'],
        ['64BIT', 'y'],
        ['HOSTFS', 'y'],
      ]),
    });
  } finally {
    delete process.env.SECRET;
  }
});

test.each([
  ['/bin/true', 'does not contain CONFIG_UML=y'],
  ['script', 'is not an ELF executable'],
  ['arm', 'is for aarch64'],
  ['sleeper', 'does not answer --version within 0.3 s'],
  ['crasher', '--version fails: cannot map memory'],
  ['liar', '--showconfig does not say CONFIG_UML=y'],
  ['chatter', '--version says "Welcome to the program"'],
  ['locked', 'chmod +x'],
  ['missing', 'no such file'],
  ['.', 'is not a file'],
])('%s: %s', async (name, message) => {
  const file = name.startsWith('/') ? name : join(folder, name);
  await expect(readExecutable(file, 300)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining(message),
  });
});

test('a kernel that cannot be started is told of: one that is being written, or names a loader that is none', async () => {
  const [path, loader] = [join(folder, 'written'), join(folder, 'script')];
  copyFileSync(join(folder, 'linux'), path);
  const written = openSync(path, 'r+');
  onTestFinished(() => closeSync(written));
  execFileSync('cc', ['-o', join(folder, 'loaderless'), `-Wl,--dynamic-linker=${loader}`, join(folder, 'k.c')]);
  for (const [name, error] of [
    ['written', 'ETXTBSY'],
    ['loaderless', 'EIO'],
  ] as const)
    await expect(readExecutable(join(folder, name))).rejects.toMatchObject({
      code: 'kernel-unsuitable',
      message: expect.stringMatching(new RegExp(`--version fails: .*${error}`)),
    });
});

test('a static kernel that this processor has too many registers for is refused before it boots', async () => {
  const read = (name: string, isExceeded: boolean) =>
    readLocalKernel(`./${name}`, join(folder, name), 'x86_64', () => isExceeded);
  await expect(read('static', true)).rejects.toMatchObject({
    code: 'processor-unsuitable',
    exitCode: 3,
    message: expect.stringMatching(
      /^kernel ".\/static" is Linux 6\.12\.9-mine and static: .*AMX.*; link it dynamically/,
    ),
  });
  await expect(read('static', false)).resolves.toMatchObject({ release: '6.12.9-mine' });
  await expect(read('linux', true)).resolves.toMatchObject({ release: '6.12.9-mine' });
});

test('a kernel is asked once, by whatever path, until it is rebuilt', async () => {
  const file = join(folder, 'asked');
  const provide = async (path: string) =>
    provideExecutable(path, path, await openContext({ folder: join(folder, 'cache'), log: hear() }));
  copyFileSync(join(folder, 'linux'), file);
  symlinkSync('asked', join(folder, 'link'));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
  try {
    // It cannot be asked the same question twice: its note of the first time is in the way.
    for (const path of [file, join(folder, 'link'), file])
      expect(await provide(path)).toMatchObject({ path, version: '6.12.9-mine', sha256: await digestOfFile(file) });
    const rebuilt = readFileSync(file, 'latin1').replace('6.12.9-mine', '6.13.1-mine');
    for (const question of ['--version', '--showconfig']) rmSync(`${file}${question}`);
    writeFileSync(file, rebuilt, 'latin1');
    for (const path of [join(folder, 'link'), file])
      expect(await provide(path)).toMatchObject({ path, version: '6.13.1-mine', sha256: await digestOfFile(file) });
  } finally {
    vi.useRealTimers();
  }
});
