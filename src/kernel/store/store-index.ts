/** `index.json` of a store of kernels: what there is, and until when somebody stands for it. */
import {
  arrayOf,
  isNumber,
  isText,
  objectOf,
  oneOf,
  optional,
  parseJson,
  type Validator,
} from '../../cache/validate.ts';
import { UmlRunError } from '../../model/errors.ts';
import { parseVersion, seriesOf } from '../release/versions.ts';

export interface StoreIndex {
  /** The number of this form. */
  format: 1;
  /** Grows with every index of a store. */
  serial: number;
  /** UTC, as `Date.toISOString` has it. */
  issued: string;
  /** UTC; from then on the index counts no more. */
  expires: string;
  kernels: StoredKernel[];
  /** For machines without apt; others take apt's. */
  busybox?: StoredBusybox | undefined;
}

/** An archive of a store. Digests are SHA-256 in lower-case hexadecimal. */
export interface StoredAsset {
  /** Its name, beside the index. */
  asset: string;
  /** Bytes. */
  size: number;
  sha256: string;
  /** UTC; when these bytes were first published. */
  date: string;
}

/** A static busybox: what the rootfs `minimal` is made from. */
export interface StoredBusybox extends StoredAsset {
  /** Of the package that it comes from: `1:1.35.0-4`. */
  version: string;
}

export interface StoredKernel extends StoredAsset {
  /** `6.12.9`. */
  release: string;
  /** `6.12`. */
  series: string;
  /** Its configuration: one of `flavours`, or one that a later version knows. */
  flavour: string;
  /** Digest of its whole configuration, the file `config` of the archive. */
  config: string;
  /** First line of what the compiler said of its version. */
  compiler: string;
  /** First line of what `ldd` said of its version. */
  libc: string;
  /** Digest of the source tarball. */
  source: string;
  /** What it can do that not every kernel can. */
  features: string[];
}

/** An archive's name. Other bytes have another, so that an index that is a little older still finds those that it means. */
export function assetName(what: string, sha256: string): string {
  return `${what}-x86_64-${sha256.slice(0, 12)}.tar.gz`;
}

/** Configurations that kernels of a store have: each is what `--kernel-config` calls so. */
export const flavours = ['base', 'base-static', 'debug', 'containers', 'tiny', 'defconfig'] as const;

export type Flavour = (typeof flavours)[number];

/** More than this is no index. */
export const maxIndexBytes = 2 ** 20;

/** The largest archive that a store may have, in bytes. */
export const maxAssetBytes = 256 * 2 ** 20;

/**
 * The flavour that a configuration is, on top of `base` or in its place.
 * @param names as given to `--kernel-config`
 * @returns undefined where no store has it
 */
export function flavourOf(names: readonly string[] = []): Flavour | undefined {
  const [name = 'base', ...more] = names[0] === 'base' ? names.slice(1) : names;
  return more.length === 0 ? flavours.find((flavour) => flavour === name) : undefined;
}

/**
 * @param name of the index, for messages
 * @throws UmlRunError `download-untrusted` when it is not such an index
 */
export function parseIndex(bytes: Buffer, name: string): StoreIndex {
  const text = bytes.toString('utf8');
  const index = parseJson(text, isStoreIndex);
  if (index) return index;
  const format = parseJson(text, objectOf<{ format: number }>({ format: isNumber }))?.format;
  const how =
    format === undefined || format === 1
      ? 'is not an index of kernels'
      : `has format ${format}, which this version of uml-run does not know: use a newer one`;
  throw new UmlRunError('download-untrusted', `"${name}" ${how}`);
}

const matching =
  (form: RegExp): Validator<string> =>
  (value): value is string =>
    isText(value) && form.test(value);

const isSha256 = matching(/^[0-9a-f]{64}$/);
const isWord = matching(/^[a-z][a-z0-9-]{0,30}$/);
const isLine = matching(/^[\x20-\x7e]{0,300}$/);
const hasFormOfTime = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/);
const isTime: Validator<string> = (value): value is string => hasFormOfTime(value) && !Number.isNaN(Date.parse(value));

const isCount =
  (most: number): Validator<number> =>
  (value): value is number =>
    isNumber(value) && Number.isSafeInteger(value) && value >= 0 && value <= most;

const assetFields = {
  // A name and no path: nothing leads out of the store.
  asset: matching(/^[A-Za-z0-9][\w.+-]{0,150}\.tar\.gz$/),
  size: isCount(maxAssetBytes),
  sha256: isSha256,
  date: isTime,
};

const isStoredBusybox = objectOf<StoredBusybox>({
  ...assetFields,
  version: matching(/^[0-9][A-Za-z0-9.+:~-]{0,100}$/),
});

const hasFields = objectOf<StoredKernel>({
  ...assetFields,
  release: isText,
  series: isText,
  flavour: isWord,
  config: isSha256,
  compiler: isLine,
  libc: isLine,
  source: isSha256,
  features: arrayOf(isWord),
});

const isStoredKernel: Validator<StoredKernel> = (value): value is StoredKernel =>
  hasFields(value) && parseVersion(value.release) !== undefined && value.series === seriesOf(value.release);

export const isStoreIndex = objectOf<StoreIndex>({
  format: oneOf(1),
  serial: isCount(Number.MAX_SAFE_INTEGER),
  issued: isTime,
  expires: isTime,
  kernels: arrayOf(isStoredKernel),
  busybox: optional(isStoredBusybox),
});
