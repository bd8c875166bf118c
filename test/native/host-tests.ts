import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds native/test with all of init and of the switch but their entry points, for this machine: with its C library, and with sanitizers
 * that end the program at its first mistake.
 * @param folder where the program goes
 * @returns its path
 */
export async function buildHostTests(folder: string): Promise<string> {
  const program = join(folder, 'host-tests');
  // The entry points and what the compiler calls by itself come from the C library here.
  const elsewhere = ['native/init/main.c', 'native/switch/main.c', 'native/lib/builtins.c'];
  const sources = ['native/test', 'native/init', 'native/switch', 'native/lib']
    .flatMap((path) => readdirSync(join(root, path)).map((name) => `${path}/${name}`))
    .filter((path) => path.endsWith('.c') && !elsewhere.includes(path));
  const warnings = ['-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Werror'];
  const sanitizers = ['-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  await execa('gcc', ['-std=gnu11', '-D_GNU_SOURCE', ...warnings, ...sanitizers, '-o', program, ...sources], {
    cwd: root,
  });
  return program;
}
