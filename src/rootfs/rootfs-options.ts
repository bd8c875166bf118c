export interface RootfsOptions {
  /** Ask the archives for newer packages even when they were asked within the last 24 hours. */
  refresh?: boolean;
  /** URL or folder laid out as Alpine's mirrors; Alpine's own without it. */
  alpineMirror?: string;
  /** Absolute paths that guests shall not see of `host`, besides those that they never see. */
  hide?: string[];
  /** Megabytes (2^20 bytes) that a rootfs may take when it is unpacked. */
  limitMegabytes?: number;
}

const usualLimit = 8192;

/** Bytes that a rootfs may take when it is unpacked. */
export function limitOf({ limitMegabytes = usualLimit }: RootfsOptions): number {
  return limitMegabytes * 2 ** 20;
}
