/** Of guests in one network, by their ports: 0 is the tests' guest, or the only one that a helper has. */
const firstHost = 100;

export function addressAt(port: number): string {
  return `10.0.2.${firstHost + port}`;
}

export function address6At(port: number): string {
  return `fd00::${firstHost + port}`;
}

/** As the kernel's command line has it. */
export function macAt(port: number): string {
  return `02:00:0a:00:02:${(firstHost + port).toString(16)}`;
}
