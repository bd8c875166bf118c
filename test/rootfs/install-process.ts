/** Puts the busybox that is named second into the tree that is named first. */
import { installBusybox } from '../../src/rootfs/minimal/busybox.ts';

const [tree = '', executable = ''] = process.argv.slice(2);
await installBusybox(tree, executable);
