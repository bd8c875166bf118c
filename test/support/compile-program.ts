import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { onTestFinished, vi } from 'vitest';

// Compilers are slow where the machine is busy.
vi.setConfig({ testTimeout: 120_000 });

/** A folder of the test's own, gone when it ends. */
export function ownFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'program-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Compiles C, with `gcc` and these arguments, to a file whose folders are made. */
export function compile(output: string, code: string, ...flags: string[]): string {
  mkdirSync(dirname(output), { recursive: true });
  execaSync('gcc', ['-x', 'c', '-', '-x', 'none', '-o', output, ...flags], { input: code });
  return output;
}

/** A shared library with one function of its name, `lib<name>.so`, in `folder`. */
export function library(folder: string, name: string, ...flags: string[]): string {
  const code = `int ${name}(void) { return 1; }`;
  return compile(join(folder, `lib${name}.so`), code, '-shared', '-fPIC', `-Wl,-soname,lib${name}.so`, ...flags);
}

/** Assembles and links a file for another x86 ABI, which needs no libc: `i386` or `x32`. */
export function foreign(output: string, abi: 'i386' | 'x32', ...flags: string[]): string {
  mkdirSync(dirname(output), { recursive: true });
  const [assembler, emulation] = abi === 'i386' ? ['--32', 'elf_i386'] : ['--x32', 'elf32_x86_64'];
  execaSync('as', [assembler, '-o', `${output}.o`], { input: '.globl _start\n_start: nop\n' });
  execaSync('ld', ['-m', emulation, '-o', output, ...flags, `${output}.o`]);
  return output;
}

/** What the machine's own dynamic loader finds: name and file of each library, the loader itself left out. */
export function ldd(program: string): Record<string, string> {
  const { stdout } = execaSync('ldd', [program]);
  const found = [...stdout.matchAll(/^\s*(\S+) => (\/.*) \(0x/gm)];
  return Object.fromEntries(found.map(([, name, path]) => [name!, realpathSync(path!)]));
}

export function write(path: string, content: string | Buffer, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
  return path;
}
