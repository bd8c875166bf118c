/** A process that collects 100 artifacts of 20 kB into a folder, and says what is left out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectArtifacts, makeArtifacts } from '../../src/guest/artifacts.ts';

const [target = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'uml-run-test-'));
const artifacts = makeArtifacts(folder);
artifacts.add();
for (let number = 0; number < 100; number++)
  writeFileSync(join(artifacts.placeOf(0), String(number)), Buffer.alloc(20_000));
console.log((await collectArtifacts(artifacts, 0, target, 64 << 20)).join());
rmSync(folder, { recursive: true });
