/**
 * Prints what CHANGELOG.md says of a version.
 *
 *     node scripts/release-notes.ts 1.2.3
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { annotated } from './annotated.ts';

/**
 * The section of a version, without its heading.
 * @param changelog in the format of keepachangelog.com
 * @param version such as `1.2.3`
 * @throws Error when it is no version that can be released, or there is no section of it, or an empty one
 */
export function releaseNotes(changelog: string, version: string): string {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`"${version}" in package.json is not a version such as 1.2.3`);
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`[${version}]`));
  if (section === undefined) throw new Error(`CHANGELOG.md has no section "## [${version}]"`);
  const [, ...lines] = section.split('\n');
  const notes = lines.filter((line) => !isLinkOfVersion(line)).join('\n');
  // Headings alone say nothing.
  if (notes.replaceAll(/^#.*$/gm, '').trim() === '') throw new Error(`CHANGELOG.md says nothing of ${version}`);
  return `${notes.trim()}\n`;
}

/** The last section is followed by the addresses of all. */
const isLinkOfVersion = (line: string) => /^\[[^\]]+\]: /.test(line);

if (process.argv[1] === import.meta.filename)
  annotated(() => {
    const changelog = readFileSync(join(import.meta.dirname, '../CHANGELOG.md'), 'utf8');
    process.stdout.write(releaseNotes(changelog, process.argv[2] ?? ''));
  });
