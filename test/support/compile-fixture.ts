import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { execa } from 'execa';

/** Compiles C to a static program whose folders are made. */
export async function compile(output: string, code: string, ...flags: string[]): Promise<void> {
  mkdirSync(dirname(output), { recursive: true });
  await execa('gcc', ['-O1', '-static', '-x', 'c', '-', '-x', 'none', '-o', output, ...flags], { input: code });
}

/** Compiles a source file to a static program. */
export async function compileFile(output: string, source: string, ...flags: string[]): Promise<void> {
  mkdirSync(dirname(output), { recursive: true });
  await execa('gcc', ['-O1', '-Wall', '-Wextra', '-static', ...flags, '-o', output, source]);
}
