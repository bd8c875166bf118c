/** Programs for tests, made with the machine's compiler. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';

/** Compiles C with these arguments of gcc to a file whose folders are made. @returns its path */
export function compile(output: string, code: string, ...flags: string[]): string {
  mkdirSync(dirname(output), { recursive: true });
  execaSync('gcc', ['-x', 'c', '-', '-x', 'none', '-o', output, ...flags], { input: code });
  return output;
}

/** Compiles a source file to a static program. @returns its path */
export function compileFile(output: string, source: string, ...flags: string[]): string {
  mkdirSync(dirname(output), { recursive: true });
  execaSync('gcc', ['-O1', '-Wall', '-Wextra', '-static', '-pthread', ...flags, '-o', output, source]);
  return output;
}

/** A shared library with one function of its name, `lib<name>.so`, in `folder`. @returns its path */
export function library(folder: string, name: string, ...flags: string[]): string {
  const code = `int ${name}(void) { return 1; }`;
  return compile(join(folder, `lib${name}.so`), code, '-shared', '-fPIC', `-Wl,-soname,lib${name}.so`, ...flags);
}

/** Assembles and links a file for another x86 ABI, which needs no libc. @returns its path */
export function foreign(output: string, abi: 'i386' | 'x32', ...flags: string[]): string {
  mkdirSync(dirname(output), { recursive: true });
  const [assembler, emulation] = abi === 'i386' ? ['--32', 'elf_i386'] : ['--x32', 'elf32_x86_64'];
  execaSync('as', [assembler, '-o', `${output}.o`], { input: '.globl _start\n_start: nop\n' });
  execaSync('ld', ['-m', emulation, '-o', output, ...flags, `${output}.o`]);
  return output;
}

/** A file with this content, an executable one unless `mode` says otherwise. @returns its path */
export function write(path: string, content: string | Buffer, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
  return path;
}
