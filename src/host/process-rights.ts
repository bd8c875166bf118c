/** Numbers of capabilities, as in `linux/capability.h`. */
const numbers = { DAC_READ_SEARCH: 2, SYS_PTRACE: 19 };

/** @param status text of /proc/self/status; without it, there is none */
export function hasCapability(status: string | undefined, name: keyof typeof numbers): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status ?? '')?.[1] ?? '0';
  return ((BigInt(`0x${effective}`) >> BigInt(numbers[name])) & 1n) === 1n;
}
