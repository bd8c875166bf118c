/**
 * Prints what CHANGELOG.md says of the release that a tag such as `v1.2.3` names.
 *
 *     node scripts/release-notes.ts v1.2.3
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The section of a version, without its heading.
 * @param changelog in the format of keepachangelog.com
 * @param tag `v` and the version
 * @param version of package.json
 * @throws Error when the tag names another version, or there is no section of it, or an empty one
 */
export function releaseNotes(changelog: string, tag: string, version: string): string {
  if (tag !== `v${version}`) throw new Error(`the tag is "${tag}", but package.json has version "${version}"`);
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

if (process.argv[1] === import.meta.filename) {
  const read = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8');
  const { version } = JSON.parse(read('package.json'));
  process.stdout.write(releaseNotes(read('CHANGELOG.md'), process.argv[2] ?? '', version));
}
