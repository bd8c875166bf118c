import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Without a C library, and the same bytes each time with the same compiler. */
const commonFlags = [
  '-std=gnu11',
  '-D_GNU_SOURCE',
  '-Wall',
  '-Wextra',
  '-Wconversion',
  '-Wshadow',
  '-Werror',
  '-Os',
  '-nostdlib',
  '-ffreestanding',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  '-fcf-protection=none',
  '-fno-tree-loop-distribute-patterns',
];

/** For the programs, which are static. */
export const nativeFlags = [
  ...commonFlags,
  '-static',
  '-fno-pie',
  '-no-pie',
  // Of lib/, each program has what it calls.
  '-ffunction-sections',
  '-fdata-sections',
  // The common page size says how many bytes of the file may be wasted on keeping code and data on pages of their own.
  '-Wl,--gc-sections,--build-id=none,-z,noseparate-code,-z,norelro,-z,common-page-size=512',
  '-s',
];

/** For guests of 32 bits. */
const flagsOf32Bits = ['-m32', '-march=i686', '-D_FILE_OFFSET_BITS=64'];

const programs = [
  { name: 'init', folder: 'init', flags: [] },
  { name: 'supervisor', folder: 'supervisor', flags: [] },
  { name: 'cleanup', folder: 'cleanup', flags: [] },
  { name: 'lock', folder: 'lock', flags: [] },
  { name: 'switch', folder: 'switch', flags: [] },
  { name: 'reach', folder: 'reach', flags: [] },
  { name: 'uml-run-exec', folder: 'client', flags: [] },
  { name: 'init-i386', folder: 'init', flags: flagsOf32Bits },
];

/** Shared objects to preload, and an object file to link: they serve any program, whatever C library it has. */
const sharedFlags = ['-shared', '-Wl,--build-id=none,-z,noseparate-code,-z,norelro', '-s'];
const objects = [
  { name: 'xstate.so', source: 'xstate/xstate.c', flags: sharedFlags },
  { name: 'xstate.o', source: 'xstate/xstate.c', flags: ['-c'] },
  { name: 'packet-filter.so', source: 'packet-filter/packet-filter.c', flags: sharedFlags },
];

const objectFlags = [
  ...commonFlags,
  '-fPIC',
  '-fvisibility=hidden',
  // Neither the kernel's own floating-point registers nor its bytes shall depend on how this was compiled.
  '-mgeneral-regs-only',
  '-fno-ident',
];

/**
 * Builds the native programs, each from its folder of native/ and native/lib.
 * @param root the repository's folder
 * @param output folder for them; what else is there is removed, but `init-i386` stays where this machine's compiler
 * cannot
 *   make it (gcc-multilib can)
 */
export function buildNative(root: string, output: string): void {
  mkdirSync(output, { recursive: true });
  for (const name of readdirSync(output))
    if (![...programs, ...objects].some((made) => made.name === name)) rmSync(join(output, name));
  for (const { name, folder, flags } of programs) {
    if (flags === flagsOf32Bits && !makesProgramsOf32Bits()) continue;
    const sources = [...sourcesIn(root, `native/${folder}`), ...sourcesIn(root, 'native/lib')];
    gcc(root, [...nativeFlags, ...flags, '-o', join(output, name), ...sources, '-lgcc']);
  }
  for (const { name, source, flags } of objects)
    gcc(root, [...objectFlags, ...flags, '-o', join(output, name), `native/${source}`]);
}

function gcc(root: string, words: string[]): void {
  execFileSync('gcc', words, { cwd: root, stdio: 'inherit' });
}

/** Relative to the root and in a fixed order: both would change the bytes. */
function sourcesIn(root: string, folder: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.c'));
  return names.toSorted().map((name) => `${folder}/${name}`);
}

function makesProgramsOf32Bits(): boolean {
  const input = '#include <stdio.h>\nint main() {}';
  return spawnSync('gcc', ['-m32', '-x', 'c', '-', '-o', '/dev/null'], { input }).status === 0;
}
