/** Builds dist/: the two bundles, and the native programs where this machine has the compiler for them. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { buildNative } from './build-native.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

await bundle();
buildNative(root, join(dist, 'native'));

async function bundle(): Promise<void> {
  for (const name of existsSync(dist) ? readdirSync(dist) : []) if (name.endsWith('.js')) rmSync(join(dist, name));
  const input = Object.fromEntries(
    ['cli', 'action']
      .filter((name) => existsSync(join(root, `src/${name}.ts`)))
      .map((name) => [name, join(root, `src/${name}.ts`)]),
  );
  if (Object.keys(input).length === 0) return;
  const build = await rolldown({ input, platform: 'node', cwd: root, treeshake: true });
  await build.write({
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
  });
  await build.close();
}
