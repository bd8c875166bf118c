import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Deb } from './debian-archive.ts';

/** A package of a kernel that can say its version and nothing else. */
export async function fakeKernel(folder: string, series: string, release: string): Promise<Deb> {
  const [source, executable] = [join(folder, 'fake.c'), join(folder, `fake-${release}`)];
  await writeFile(source, `#include <stdio.h>\nint main(void) { puts("${release}"); return 0; }\n`);
  await execa('cc', ['-o', executable, source]);
  const files = {
    'usr/bin/linux.uml': { from: executable },
    [`usr/lib/uml/modules/${release}/modules.dep`]: '',
  };
  return { name: 'user-mode-linux', version: `${series}um1`, files };
}
