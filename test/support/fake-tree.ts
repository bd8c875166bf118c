/** A folder that looks like a kernel's source tree to the build, with a Makefile that is quick, or breaks as told. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const kconfig = `
config NET
	bool "Networking"
config HOSTFS
	bool "Host folders"
config VECTOR
	bool "Vector"
	depends on NET
config STATIC_LINK
	bool "Static"
`;

/**
 * Out of tree as kbuild: writes to `O` only. kconfig is played by a grep that knows HOSTFS and STATIC_LINK; the kernel
 * is a copy of /bin/true, or what the recipe leaves as `made`.
 *
 * @param recipe shell commands of the target `linux`, run in the build's folder
 */
export function writeFakeTree(folder: string, recipe: string[] = []): string {
  const lines = [
    "echo '  CC      kernel/fork.o'",
    "echo '  LD      vmlinux'",
    ...recipe,
    'if [ -e made ]; then mv made linux; else cp /bin/true linux; fi',
    'mkdir -p include/config',
    'echo 9.8.7 > include/config/kernel.release',
  ];
  const makefile = [
    'VERSION = 9',
    'PATCHLEVEL = 8',
    'SUBLEVEL = 7',
    'EXTRAVERSION =',
    'RUSTC = rustc',
    'PAHOLE = pahole',
    'ifneq ($(words $(realpath $(dir $(lastword $(MAKEFILE_LIST))))),1)',
    '$(error source directory cannot contain spaces or colons)',
    'endif',
    'allnoconfig:',
    "\t@grep -E 'HOSTFS|STATIC_LINK' $(KCONFIG_ALLCONFIG) > $(O)/.config",
    'linux:',
    ...lines.map((line) => `\t@cd $(O) && ${line}`),
    '',
  ];
  const files = {
    Makefile: makefile.join('\n'),
    Kconfig: kconfig,
    'arch/um/Kconfig': '',
    'arch/kvm/Kconfig': 'config KVM\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
