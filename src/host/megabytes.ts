/** @param bytes shown as a whole number of MB (2^20 bytes), rounded down so that it never promises too much */
export function inMegabytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)} MB`;
}
