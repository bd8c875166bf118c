import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { type BuiltDeb, type Deb, type DebianArchive, startDebianArchive } from './debian-archive.ts';
import { ownFolder } from './temporary-folder.ts';

/** A machine whose apt has no other archive than this one, and none of its lists. */
export async function aptMachine(debs: (Deb | BuiltDeb)[]): Promise<{ archive: DebianArchive; folder: string }> {
  const folder = ownFolder();
  const archive = await startDebianArchive(folder);
  onTestFinished(() => archive.close());
  await archive.publish('noble', 'noble', debs);
  await mkdir(join(folder, 'lists'));
  await writeFile(join(folder, 'status'), '');
  await writeFile(join(folder, 'sources.list'), `deb [signed-by=${archive.keyring}] ${archive.uri} noble main\n`);
  const settings = [
    `Dir::Etc::SourceList "${folder}/sources.list";`,
    'Dir::Etc::SourceParts "/dev/null";',
    `Dir::State::Lists "${folder}/lists";`,
    `Dir::State::Status "${folder}/status";`,
  ];
  await writeFile(join(folder, 'machine.conf'), settings.join('\n'));
  vi.stubEnv('APT_CONFIG', join(folder, 'machine.conf'));
  onTestFinished(() => void vi.unstubAllEnvs());
  return { archive, folder };
}
