import { delayLoops } from '../host/delay-loops.ts';
import { type Disk, diskWords } from './disks.ts';

/** What the kernel's command line is made from. Folders are absolute paths of the host. */
export interface KernelArguments {
  /** hostfs shows the guest this folder and nothing outside. */
  folder: string;
  /** For the kernel's own sockets; short, for a socket's path has at most 108 bytes. */
  socketFolder: string;
  memoryMegabytes: number;
  fastBoot: boolean;
  disks?: readonly Disk[];
  /** Of its network interface, if it has one. */
  link?: readonly string[] | undefined;
  /** The user's own, appended. */
  more: string;
}

/**
 * Descriptors of the guest's consoles: the order of `con1`, `con2`, ... What it writes to blocks (see
 * native/supervisor/consoles.c), so what it reads from is never the same.
 */
export const consoleDescriptors = { control: 4, stdout: 5, stderr: 6, stdin: 7, typed: 8, signals: 9, answers: 10 };

/** Name of the folder of the kernel's own sockets, in `socketFolder`. */
export const umid = 'guest';

/** The kernel's command line, as words. */
export function kernelArguments(given: KernelArguments): string[] {
  const { folder, socketFolder, memoryMegabytes, fastBoot, disks = [], link = [], more } = given;
  return [
    'root=/dev/root',
    'rootfstype=hostfs',
    'rootflags=/boot',
    'rw',
    `hostfs=${folder}`,
    'init=/init',
    `mem=${memoryMegabytes}M`,
    `uml_dir=${socketFolder}`,
    `umid=${umid}`,
    'con=null',
    'con0=null,fd:1',
    `con1=fd:${consoleDescriptors.signals},fd:${consoleDescriptors.control}`,
    `con2=fd:${consoleDescriptors.typed},fd:${consoleDescriptors.stdout}`,
    `con3=fd:${consoleDescriptors.answers},fd:${consoleDescriptors.stderr}`,
    `con4=fd:${consoleDescriptors.stdin}`,
    // Warnings and worse while it boots; init asks for more when the boot is over.
    'loglevel=5',
    // A panic ends the process at once.
    'panic=-1',
    // What is written to /dev/kmsg is not rationed: init writes its marks there.
    'printk.devkmsg=on',
    ...diskWords(disks),
    ...link,
    ...(fastBoot ? fastBootWords() : []),
    ...more.split(/\s+/).filter((word) => word !== ''),
  ];
}

/**
 * What leaves out of a boot what it spends its time on and tests of system calls do without: benchmarks that choose
 * between RAID algorithms, file systems that need them (btrfs), zswap, jfs, 256 legacy ptys, and the calibration of the
 * delay loop, which takes as long as all the rest. Names of initcalls that a kernel does not have are ignored.
 */
export function fastBootWords(): string[] {
  const loops = delayLoops();
  return [
    'initcall_blacklist=raid6_select_algo,raid6_init,calibrate_xor_blocks,init_btrfs_fs,init_zswap,init_jfs_fs',
    'pty.legacy_count=0',
    ...(loops === undefined ? [] : [`lpj=${loops}`]),
  ];
}
