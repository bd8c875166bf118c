import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { cachedLookup } from '../../cache/lookups.ts';
import { isText } from '../../cache/validate.ts';
import { homeFolder } from '../../fs/home-folder.ts';
import { type Ended, lastLines, run } from '../../host/run-tool.ts';
import { UmlRunError } from '../../model/errors.ts';

/** What it is called in the OCI layout that it is fetched into. */
export const fetchedName = 'image';
const forTheKernels = ['--override-os', 'linux', '--override-arch', 'amd64'];

/**
 * The digest of an image in a registry, asked once a day.
 * @param place as skopeo has it: `docker://alpine:3.19`
 * @throws UmlRunError `tool-missing` when skopeo is not on this machine; `download-failed` when the registry does not
 * have it
 */
export function digestInRegistry(place: string, context: Context): Promise<string> {
  const name = `registry-${Buffer.from(place).toString('base64url').slice(0, 180)}`;
  return cachedLookup(context, name, { isValid: isText, what: `rootfs "${place}"` }, async () => {
    context.log.progress(`looking for ${place}`);
    const args = [...forTheKernels, 'inspect', '--no-tags', '--format', '{{.Digest}}', place];
    return (await skopeo(place, args, context.signal)).stdout.trim();
  });
}

/** @param layout folder that becomes an OCI image layout */
export async function fetchFromRegistry(place: string, layout: string, signal?: AbortSignal): Promise<void> {
  await skopeo(place, [...forTheKernels, 'copy', '--quiet', place, `oci:${layout}:${fetchedName}`], signal);
}

/**
 * skopeo refuses all images where its policy file is missing, as after some installations; the usual policy accepts
 * all. A policy that is there is respected.
 */
function policy(): string[] {
  const files = ['/etc/containers/policy.json', join(homeFolder(), '.config/containers/policy.json')];
  return files.some((file) => existsSync(file)) ? [] : ['--insecure-policy'];
}

async function skopeo(place: string, args: string[], signal?: AbortSignal): Promise<Ended> {
  const ended = await run('skopeo', [...policy(), ...args], { signal });
  if (ended.ok) return ended;
  const why = ended.missing
    ? 'skopeo, which downloads images, is not on this machine: install it (apt-get install skopeo), or save the image with docker save <image> -o x.tar and use docker-archive:x.tar'
    : `skopeo says ${lastLines(ended.stderr.replaceAll(/^time=\S+ level=\w+ msg=/gm, ''))}`;
  throw new UmlRunError(ended.missing ? 'tool-missing' : 'download-failed', `rootfs "${place}": ${why}`);
}
