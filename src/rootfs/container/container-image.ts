import type { Rootfs } from '../../model/provisions.ts';

/** A container image whose files are at hand, understood. */
export interface Image {
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

/** What an image says of itself, of which this is what counts here. */
export interface ImageConfig {
  architecture?: string;
  os?: string;
  config?: { Env?: string[] | null; WorkingDir?: string; User?: string } | null;
  rootfs?: { diff_ids?: string[] };
}

/** @returns defaults for programs that run in it */
export function defaultsOf({ config }: ImageConfig): Pick<Rootfs, 'environment' | 'workingFolder' | 'user'> {
  const { Env, WorkingDir, User } = config ?? {};
  const pairs = (Env ?? []).map((pair) => /^([^=]+)=(.*)$/s.exec(pair) ?? []);
  const environment = Object.fromEntries(pairs.filter(([, name]) => name).map(([, name, value]) => [name, value]));
  return {
    ...(pairs.length > 0 && { environment }),
    ...(WorkingDir && { workingFolder: WorkingDir }),
    ...(User && { user: User }),
  };
}

/** @returns lower-case hexadecimal of `sha256:…`; undefined for anything else */
export function sha256Of(digest: string | undefined): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1];
}
