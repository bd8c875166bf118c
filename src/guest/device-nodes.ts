import { dirname, join } from 'node:path';
import { readTextSync } from '../host/read-text.ts';
import type { Step } from './boot-plan.ts';

/** A line of modules.devname: `tun net/tun c10:200`. */
const line = /^\S+ (\S+) ([bc])(\d+):(\d+)$/gm;

/** What loop-control makes as its module is loaded, with the kernel's own default of how many. */
const loops = Array.from({ length: 8 }, (_, minor) => device(`/dev/loop${minor}`, 'b', 7, minor));

/**
 * Makes the device nodes whose modules are loaded when somebody opens them, as `kmod static-nodes` does on a machine at
 * boot: /dev/fuse, /dev/net/tun, /dev/loop-control and so on.
 * @param folder absolute path of a kernel's modules; without a modules.devname there are none
 */
export function deviceSteps(folder: string): Step[] {
  const found = [...(readTextSync(join(folder, 'modules.devname')) ?? '').matchAll(line)];
  return found.flatMap(([, name = '', kind, major, minor]): Step[] => {
    const path = join('/dev', name);
    const above: Step[] = dirname(path) === '/dev' ? [] : [{ do: 'folder', path: dirname(path), mode: 0o755 }];
    return [
      ...above,
      device(path, kind === 'b' ? 'b' : 'c', Number(major), Number(minor)),
      ...(name === 'loop-control' ? loops : []),
    ];
  });
}

function device(path: string, kind: 'b' | 'c', major: number, minor: number): Step {
  return { do: 'device', path, kind, major, minor };
}
