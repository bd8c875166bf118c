import type { Check } from './check.ts';
import { readText } from './read-text.ts';
import { oldKernelsRoom, xstateSize } from './xstate.ts';

export async function checkCpu(): Promise<Check> {
  return judgeCpu((await readText('/proc/cpuinfo')) ?? '');
}

/** @param cpuinfo text of /proc/cpuinfo */
export function judgeCpu(cpuinfo: string): Check {
  const name = 'CPU';
  const model = /^model name\s*:\s*(.*)$/m.exec(cpuinfo)?.[1] ?? 'unknown';
  const size = xstateSize(cpuinfo);
  const found = `${model}, ${size} bytes of register state (XSTATE)`;
  if (size <= oldKernelsRoom) return { name, ok: true, found };
  return {
    name,
    ok: true,
    found: `${found}, more than the ${oldKernelsRoom} of kernels before 6.13, which uml-run works around`,
    fix: 'only a static kernel before 6.13 that uml-run has not built cannot run here: link it dynamically, or give its source',
  };
}
