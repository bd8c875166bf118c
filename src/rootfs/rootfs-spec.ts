import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UmlRunError } from '../model/errors.ts';
import type { ContainerSpec } from './container/container.ts';

/** The value of `--rootfs`, parsed. */
export type RootfsSpec =
  | { kind: 'minimal' | 'host'; text: string }
  /** `wanted` is a release or a series; the newest without it. */
  | { kind: 'alpine'; text: string; wanted?: string }
  | ContainerSpec
  /** A folder, a tarball or a disk image. */
  | { kind: 'path'; text: string; path: string };

/**
 * Parses a rootfs spec. Anything that is not another spec is a path.
 * @throws UmlRunError `rootfs-spec-invalid`, which lists the specs that there are
 */
export function parseRootfsSpec(text: string): RootfsSpec {
  if (text === 'minimal' || text === 'host') return { kind: text, text };
  const [, alpine, wanted] = /^(alpine)(?::v?(\d+\.\d+(?:\.\d+)?|latest))?$/.exec(text) ?? [];
  if (alpine) return { kind: 'alpine', text, ...(wanted && wanted !== 'latest' && { wanted }) };
  if (/^docker:\/\/./.test(text)) return { kind: 'docker', text, place: text };
  const [, kind, place] = /^(docker-archive|oci):(.*)$/s.exec(text) ?? [];
  if (place !== undefined) return { kind: kind === 'oci' ? 'oci' : 'docker-archive', text, place };
  const path = resolve(text);
  if (existsSync(path)) return { kind: 'path', text, path };
  throw new UmlRunError('rootfs-spec-invalid', `rootfs "${text}": ${reasonOf(text, path)}`);
}

function reasonOf(text: string, path: string): string {
  if (text.startsWith('alpine:'))
    return 'expected a series or a release of Alpine, such as alpine:3.19 or alpine:3.19.4';
  if (text.startsWith('docker:') || text.startsWith('oci-archive:') || text.startsWith('docker-daemon:'))
    return 'this kind of image cannot be used directly: run docker save <image> -o x.tar, then use docker-archive:x.tar';
  if (/^https?:/.test(text)) return 'a URL cannot be used: download the file, and name it';
  if (/[/.]/.test(text)) return `"${path}" does not exist`;
  return (
    'unknown rootfs; use minimal (a static busybox), alpine, alpine:<version>, host (this machine), a folder, a tarball, ' +
    'a disk image (ext2, ext3, ext4, squashfs), docker-archive:<file>, oci:<folder> or docker://<image>'
  );
}
