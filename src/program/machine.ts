import type { Elf } from './elf.ts';

/** Names by e_machine, as `uname -m` or the field has them. A pair is the 32-bit and the 64-bit one. */
const names: Record<number, string | [string, string]> = {
  2: 'sparc',
  3: 'i386',
  4: 'm68k',
  8: ['mips', 'mips64'],
  15: 'parisc',
  18: 'sparc32plus',
  20: 'ppc',
  21: 'ppc64',
  22: ['s390', 's390x'],
  40: 'arm',
  42: 'sh',
  43: 'sparc64',
  50: 'ia64',
  62: ['x32', 'x86-64'],
  93: 'arc',
  94: 'xtensa',
  106: 'blackfin',
  164: 'hexagon',
  183: 'aarch64',
  189: 'microblaze',
  190: 'cuda',
  224: 'amdgpu',
  243: ['riscv32', 'riscv64'],
  247: 'bpf',
  252: 'csky',
  258: ['loongarch32', 'loongarch64'],
  36902: 'alpha',
};

/** Machines that exist in both byte orders: the less usual one of them gets a suffix. */
const unusualOrder: Record<number, { bigEndian: boolean; suffix: string }> = {
  8: { bigEndian: false, suffix: 'el' },
  21: { bigEndian: false, suffix: 'le' },
  40: { bigEndian: true, suffix: 'eb' },
  183: { bigEndian: true, suffix: '_be' },
};

/** @returns the machine an ELF file was built for, e.g. `x86-64`, `ppc64le`, `riscv64` */
export function machineName({ machine, bits, bigEndian }: Elf): string {
  const name = names[machine];
  if (name === undefined) return `machine number ${machine} (${bits}-bit)`;
  const base = typeof name === 'string' ? name : name[bits === 64 ? 1 : 0];
  const unusual = unusualOrder[machine];
  return unusual?.bigEndian === bigEndian ? base + unusual.suffix : base;
}

/** Whether the kernels here, User Mode Linux for x86-64, can run it. */
export function isRunnable(elf: Elf): boolean {
  return elf.machine === 62 && elf.bits === 64 && !elf.bigEndian;
}

/** Why the kernels here cannot run a file for another machine, as the end of a sentence about it. */
export function wrongMachine(elf: Elf): string {
  const name = machineName(elf);
  const built = `is built for ${name}; this machine and its kernels run x86-64`;
  if (elf.machine === 3) return `${built}, and i386 would need a 32-bit kernel: build it with -m64`;
  if (name === 'x32') return `${built} proper, without the x32 ABI: build it with -m64`;
  return built;
}
