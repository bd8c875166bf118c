import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds native/test with all of init but its entry point, for this machine: with its C library, and with sanitizers
 * that end the program at its first mistake.
 * @param folder where the program goes
 * @returns its path
 */
export async function buildHostTests(folder: string): Promise<string> {
  const program = join(folder, 'host-tests');
  // The entry point and what the compiler calls by itself come from the C library here.
  const sources = ['native/test', 'native/init', 'native/lib']
    .flatMap((path) => readdirSync(join(root, path)).map((name) => `${path}/${name}`))
    .filter((path) => path.endsWith('.c') && path !== 'native/init/main.c' && path !== 'native/lib/builtins.c');
  const warnings = ['-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Werror'];
  const sanitizers = ['-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  await execa('gcc', ['-std=gnu11', '-D_GNU_SOURCE', ...warnings, ...sanitizers, '-o', program, ...sources], {
    cwd: root,
  });
  return program;
}
