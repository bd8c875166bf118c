import { release } from 'node:os';
import type { Check } from './check.ts';

/** The packages of User Mode Linux that uml-run uses are for x86-64, and it needs a Linux below it. */
export function checkArchitecture(platform: string = process.platform, arch: string = process.arch): Check {
  const ok = platform === 'linux' && arch === 'x64';
  const found = ok ? `x86-64 Linux ${release()}` : `${platform} on ${arch}`;
  return {
    name: 'machine',
    ok,
    found,
    ...(!ok && { fix: 'run uml-run on x86-64 Linux: a virtual machine, or a runner such as ubuntu-latest' }),
  };
}
