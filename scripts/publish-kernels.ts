/**
 * Publishes a store of kernels in releases of this repository, with GitHub's own command: as a release that stays as it
 * is, and in the release `kernels`, which always has the newest.
 *
 *     node scripts/publish-kernels.ts <folder of the store>
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/** Days for which an index is valid (`src/kernel/store/write-store.ts`): so long, somebody may go by it. */
const days = 30;

const newest = 'kernels';

interface Release {
  tag_name: string;
  /** Null for a draft. */
  published_at: string | null;
  assets: { name: string; digest: string | null }[];
}

await publish(process.argv[2] ?? '', new Date());

async function publish(folder: string, now: Date): Promise<void> {
  const names = readdirSync(folder);
  const dated = `${newest}-${now.toISOString().slice(0, 16).replace('T', '-').replace(':', '')}`;
  const words = ['--latest=false', '--title', dated, '--notes', 'Kernels for uml-run'];
  await release('create', dated, ...words, ...names.map((name) => join(folder, name)));
  const { assets } = await ask<Release>(`tags/${newest}`);
  await renew(folder, names, assets);
  // The newest hundred, which are more than those of the last days.
  const releases = await ask<Release[]>('?per_page=100');
  const named = new Set([...names, ...namesSince(now.getTime() - days * 24 * 3_600_000, releases)]);
  for (const { name } of assets) if (!named.has(name)) await release('delete-asset', newest, name, '--yes');
}

/** What is there already is left alone, so that it is there all the time. The index comes last: what it names is there. */
async function renew(folder: string, names: string[], assets: Release['assets']): Promise<void> {
  for (const name of names.filter((name) => name.endsWith('.tar.gz'))) {
    const digest = `sha256:${createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex')}`;
    if (assets.some((asset) => asset.name === name && asset.digest === digest)) continue;
    await release('upload', newest, '--clobber', join(folder, name));
  }
  const index = ['index.json.sig', 'index.json'].map((name) => join(folder, name));
  await release('upload', newest, '--clobber', ...index);
}

/** @param oldest milliseconds since the epoch @returns what the stores have that were published since then */
function namesSince(oldest: number, releases: Release[]): string[] {
  return releases
    .filter(
      ({ tag_name, published_at }) => tag_name.startsWith(`${newest}-`) && Date.parse(published_at ?? '') >= oldest,
    )
    .flatMap(({ assets }) => assets.map(({ name }) => name));
}

async function ask<Answer>(what: string): Promise<Answer> {
  const place = `repos/${process.env.GITHUB_REPOSITORY}/releases`;
  const { stdout } = await execa('gh', ['api', what.startsWith('?') ? place + what : `${place}/${what}`]);
  return JSON.parse(stdout);
}

async function release(...words: string[]): Promise<void> {
  await execa('gh', ['release', ...words], { stdio: 'inherit' });
}
