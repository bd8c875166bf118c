import { join } from 'node:path';
import { compile } from './compile.ts';
import type { Deb } from './debian-archive.ts';

/** A package of a kernel that can say its version and nothing else. */
export function fakeKernel(folder: string, series: string, release: string): Deb {
  const code = `#include <stdio.h>\nint main(void) { puts("${release}"); return 0; }\n`;
  const files = {
    'usr/bin/linux.uml': { from: compile(join(folder, `fake-${release}`), code) },
    [`usr/lib/uml/modules/${release}/modules.dep`]: '',
  };
  return { name: 'user-mode-linux', version: `${series}um1`, files };
}
