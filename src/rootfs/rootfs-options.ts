import type { Context } from '../cache/context.ts';
import type { OfferedBusybox } from '../model/provisions.ts';

export interface RootfsOptions {
  /** Ask for newer packages even when the answer of the last 24 hours is known. */
  refresh?: boolean;
  /** URL or folder laid out as Alpine's mirrors; Alpine's own without it. */
  alpineMirror?: string;
  /** Absolute paths of `host` to hide from guests, in addition to those that are always hidden. */
  hide?: string[];
  /** A busybox for machines whose apt has none, or why there is none. */
  offeredBusybox?: (context: Context) => Promise<OfferedBusybox | { lacking: string }>;
  /** Megabytes (2^20 bytes) that an unpacked rootfs may take. */
  limitMegabytes?: number;
}

const usualLimit = 8192;

/** Bytes that an unpacked rootfs may take. */
export function limitOf({ limitMegabytes = usualLimit }: RootfsOptions): number {
  return limitMegabytes * 2 ** 20;
}
