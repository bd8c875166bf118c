/** Includes a file of 700 kB in a share on a disk: once, and then in the working folder, too. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { includeFiles } from '../../src/guest/include.ts';

const [disk, file] = process.argv.slice(2) as [string, string];
writeFileSync(file, Buffer.alloc(700_000, 'x'));
for (const inWorkFolder of [false, true]) {
  const share = join(disk, String(inWorkFolder));
  mkdirSync(share);
  const said = await includeFiles(share, [file], inWorkFolder).catch((error) => `${error.code} ${error.message}`);
  console.log(said ?? 'included', readdirSync(share).length);
}
