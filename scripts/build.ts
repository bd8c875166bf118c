/** Builds dist/: the two bundles, and the native programs where this machine has the compiler for them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

await bundle();
buildNative();

async function bundle(): Promise<void> {
  for (const name of existsSync(dist) ? readdirSync(dist) : []) if (name.endsWith('.js')) rmSync(join(dist, name));
  const input = Object.fromEntries(
    ['cli', 'action']
      .filter((name) => existsSync(join(root, `src/${name}.ts`)))
      .map((name) => [name, join(root, `src/${name}.ts`)]),
  );
  if (Object.keys(input).length === 0) return;
  const build = await rolldown({ input, platform: 'node', cwd: root, treeshake: true });
  await build.write({ dir: dist, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].js' });
  await build.close();
}

/** Without a C library, and the same bytes each time with the same compiler. */
function buildNative(): void {
  buildPrograms();
  buildXstate();
}

/** A shared object to preload, and an object file to link: both serve any kernel, whatever C library it has. */
function buildXstate(): void {
  const flags = [
    '-std=gnu11',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-Os',
    '-nostdlib',
    '-ffreestanding',
    '-fno-stack-protector',
    '-fPIC',
    '-fvisibility=hidden',
    '-fno-asynchronous-unwind-tables',
    '-fcf-protection=none',
    '-fno-tree-loop-distribute-patterns',
    // Neither the kernel's own floating-point registers nor its bytes shall depend on how this was compiled.
    '-mgeneral-regs-only',
    '-fno-ident',
  ];
  const shared = ['-shared', '-Wl,--build-id=none,-z,noseparate-code,-z,norelro', '-s'];
  for (const [name, more] of [
    ['xstate.so', shared],
    ['xstate.o', ['-c']],
  ] as const)
    execFileSync('gcc', [...flags, ...more, '-o', join(dist, 'native', name), 'native/xstate/xstate.c'], {
      cwd: root,
      stdio: 'inherit',
    });
}

function buildPrograms(): void {
  const flags = [
    '-std=gnu11',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-Os',
    '-static',
    '-nostdlib',
    '-ffreestanding',
    '-fno-stack-protector',
    '-fno-pie',
    '-no-pie',
    '-fno-asynchronous-unwind-tables',
    '-fcf-protection=none',
    '-fno-tree-loop-distribute-patterns',
    '-Wl,--build-id=none,-z,noseparate-code,-z,norelro',
    '-s',
  ];
  mkdirSync(join(dist, 'native'), { recursive: true });
  const compile = (name: string, source: string, more: string[] = []) =>
    execFileSync(
      'gcc',
      [...flags, ...more, '-o', join(dist, 'native', name), `src/guest/native/${source}.c`, '-lgcc'],
      {
        cwd: root,
        stdio: 'inherit',
      },
    );
  for (const name of ['init', 'keeper']) compile(name, name);
  // For guests of 32 bits; made where the compiler can (gcc-multilib). What is committed stays where it cannot.
  const small = ['-m32', '-march=i686', '-D_FILE_OFFSET_BITS=64'];
  if (
    !spawnSync('gcc', ['-m32', '-x', 'c', '-', '-o', '/dev/null'], { input: '#include <stdio.h>\nint main() {}' })
      .status
  )
    compile('init-i386', 'init', small);
}
