import type { Architecture } from '../model/provisions.ts';
import type { ElfHeader } from './elf.ts';

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

/** Architectures that exist in both byte orders: the less usual one of them gets a suffix. */
const unusualOrder: Record<number, { bigEndian: boolean; suffix: string }> = {
  8: { bigEndian: false, suffix: 'el' },
  21: { bigEndian: false, suffix: 'le' },
  40: { bigEndian: true, suffix: 'eb' },
  183: { bigEndian: true, suffix: '_be' },
};

/** @returns the architecture that an ELF file was built for, e.g. `x86-64`, `ppc64le`, `riscv64` */
export function architectureName({ machine, bits, bigEndian }: ElfHeader): string {
  const name = names[machine];
  if (name === undefined) return `architecture number ${machine} (${bits}-bit)`;
  const base = typeof name === 'string' ? name : name[bits === 64 ? 1 : 0];
  const unusual = unusualOrder[machine];
  return unusual?.bigEndian === bigEndian ? base + unusual.suffix : base;
}

/** Whether the kernels, User Mode Linux for one of the two, can run the file. */
export function isRunnable(elf: ElfHeader, architecture: Architecture = 'x86_64'): boolean {
  if (architecture === 'i386') return elf.machine === 3 && elf.bits === 32 && !elf.bigEndian;
  return elf.machine === 62 && elf.bits === 64 && !elf.bigEndian;
}

/** Why the kernels here cannot run a file for another architecture, as the end of a sentence about it. */
export function wrongArchitecture(elf: ElfHeader, architecture: Architecture = 'x86_64'): string {
  const name = architectureName(elf);
  if (architecture === 'i386')
    return `is built for ${name}, and --kernel-arch i386 is for programs of 32 bits: build it with -m32`;
  const built = `is built for ${name}; this machine and its kernels run x86-64`;
  if (elf.machine === 3)
    return `${built}, and i386 needs a 32-bit kernel: build it with -m64, or see --kernel-arch i386`;
  if (name === 'x32') return `${built} proper, without the x32 ABI: build it with -m64`;
  return built;
}
