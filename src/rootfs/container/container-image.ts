import type { Rootfs } from '../../model/provisions.ts';
import { arrayOf, object, optional, string } from '../../text/json-shape.ts';

/** A container image whose files are on the disk and whose description has been read. */
export interface Image {
  /** The lowest first. */
  layers: Layer[];
  config: ImageConfig;
}

export interface Layer {
  /** Absolute path of its tarball, compressed or not. */
  file: string;
  /** For messages. */
  what: string;
  /** SHA-256 of the tar archive itself, where the image says it; lower-case hexadecimal. */
  diffId: string | undefined;
}

/** What becomes a word of a boot plan, which a NUL ends. */
const word = string(/^[^\0]*$/);

/** What an image says about itself, as far as it matters here. */
export const imageConfig = object({
  architecture: optional(string()),
  os: optional(string()),
  config: optional(object({ Env: optional(arrayOf(word)), WorkingDir: optional(word), User: optional(word) })),
  rootfs: optional(object({ diff_ids: optional(arrayOf(string())) })),
});

export type ImageConfig = ReturnType<typeof imageConfig>;

/** @returns defaults for programs that run in it */
export function imageDefaults({ config }: ImageConfig): Pick<Rootfs, 'environment' | 'workingFolder' | 'user'> {
  const pairs = (config?.Env ?? []).map((pair) => /^([^=]+)=(.*)$/s.exec(pair) ?? []);
  const environment = Object.fromEntries(pairs.filter(([, name]) => name).map(([, name, value]) => [name, value]));
  return {
    ...(pairs.length > 0 && { environment }),
    ...(config?.WorkingDir && { workingFolder: config.WorkingDir }),
    ...(config?.User && { user: config.User }),
  };
}

/** @returns lower-case hexadecimal of `sha256:…`; undefined for anything else */
export function sha256Of(digest: string | undefined): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1];
}
