/** Builds dist/: the two bundles, and the native programs where this machine has the compiler for them. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ChunkingContext, rolldown } from 'rolldown';
import { buildNative } from './build-native.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

await bundle();
buildNative(root, join(dist, 'native'));

/**
 * What is imported dynamically is in files of its own: a start loads no more than it needs. They are CommonJS: for an
 * import, Node prepares all names of its own modules, and what stands behind them.
 */
async function bundle(): Promise<void> {
  for (const name of existsSync(dist) ? readdirSync(dist) : []) if (name.endsWith('.js')) rmSync(join(dist, name));
  const input = { cli: join(root, 'src/cli.ts'), action: join(root, 'src/action.ts') };
  const build = await rolldown({ input, platform: 'node', cwd: root, treeshake: true });
  const { output } = await build.write({
    dir: dist,
    format: 'cjs',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    codeSplitting: {
      // Each with all that it imports and that is in none before it.
      groups: [
        { name: 'compile-cache', test: /\/src\/commands\/compile-cache\.ts$/ },
        { name: 'start', test: /\/src\/commands\/main\.ts$/ },
        { name: 'run', test: /\/src\/commands\/(run|exec)\.ts$/ },
        { name: 'junit', test: /\/src\/report\/junit\.ts$/ },
        { name: 'packages', test: /\/node_modules\/(execa|tinyglobby)\// },
        { name: namedRest, debugName: 'rest' },
      ],
    },
  });
  await build.close();
  for (const made of output) if (made.type === 'chunk') writeFileSync(join(dist, made.fileName), inAscii(made.code));
  writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
}

/**
 * The same code in ASCII, for a chunk of the bundle: with one other character in it, Node reads a file more slowly, and
 * keeps it in twice the memory. What is a raw text stays as it is.
 */
function inAscii(code: string): string {
  return code.replaceAll(/String\.raw`[^`]*`|[^\0-\x7f]/g, (part) => (part.length > 1 ? part : escaped(part)));
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Kinds of kernels and root file systems, and how they are made, are needed by few starts. */
function namedRest(id: string, context: ChunkingContext): string | null {
  return context.getModuleInfo(id)?.dynamicImporters.length ? 'rest' : null;
}
