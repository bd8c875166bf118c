/** A root folder for a machine that has Node and the command, and nothing else: no shell, no tool, no apt. */
import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa, execaSync } from 'execa';
import { root } from './command.ts';

/** Where Node lies there, with its C library: where programs look for one, there is none. */
const place = '/opt/node';

/** The dynamic loader of Node, and its libraries. */
function librariesOfNode(): string[] {
  const { stdout } = execaSync('ldd', [process.execPath]);
  return Array.from(stdout.matchAll(/(?:=>|^)\s*(\/\S+)/gm), ([, path = '']) => path);
}

/** @param folder that is made such a root */
export function makeBareRoot(folder: string): void {
  for (const name of ['proc', 'dev', 'tmp', place]) mkdirSync(join(folder, name), { recursive: true });
  cpSync(join(root, 'dist'), join(folder, 'opt/dist'), { recursive: true });
  for (const path of [process.execPath, ...librariesOfNode()]) copyFileSync(path, join(folder, place, basename(path)));
}

/** Starts the command in such a root. Its exit code is for the caller to look at. */
export function startInBareRoot(folder: string, words: readonly string[]) {
  const loader = librariesOfNode().find((path) => /\/ld-[^/]*$/.test(path)) ?? '';
  const inside = [loader, process.execPath].map((path) => join(place, basename(path)));
  const node = [inside[0]!, '--library-path', place, inside[1]!];
  const script = 'for name in proc dev; do mount --rbind "/$name" "$0/$name"; done; exec chroot "$0" "$@"';
  return execa('unshare', ['-rm', 'sh', '-ec', script, folder, ...node, '/opt/dist/cli.js', ...words], {
    env: { HOME: '/', PATH: process.env.PATH },
    extendEnv: false,
    all: true,
    reject: false,
  });
}
