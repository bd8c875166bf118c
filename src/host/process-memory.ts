import { readTextSync } from './read-text.ts';

/** Bytes in each of the kernel's pages on x86. */
const page = 4096;

/** Bytes of memory that the children of this process's children hold: of guests, their kernels. 0 where nothing tells. */
export function memoryOfGrandchildren(): number {
  const held = childrenOf(process.pid).flatMap(childrenOf).map(residentPages);
  return held.reduce((sum, pages) => sum + pages, 0) * page;
}

/** Those that its first thread has started, as Node does with all of its own. */
function childrenOf(pid: number): number[] {
  const text = readTextSync(`/proc/${pid}/task/${pid}/children`) ?? '';
  return text.split(' ').filter(Boolean).map(Number);
}

function residentPages(pid: number): number {
  return Number(readTextSync(`/proc/${pid}/statm`)?.split(' ')[1] ?? 0);
}
