/** Kernels that start the workers of io_uring as programs, which then fault for ever: 5.10.162 and later, 5.12 to 5.18. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from './job.ts';

const wrongLine = /\bcurrent->flags & \(PF_KTHREAD \| PF_IO_WORKER\)/;

/**
 * Read before the source in question, whose `copy_thread` asks for the flags of the caller; it is the new task `p` that is
 * the worker. What a kernel calls its host with is compiled for the host, and has a file of that name, too.
 */
const header = `#ifndef __UM_HOST__
#include <linux/sched.h>
#pragma GCC diagnostic ignored "-Wparentheses"
enum { IO_WORKER = PF_IO_WORKER };
#undef PF_IO_WORKER
/* The line's parentheses, closed and opened. */
#define PF_IO_WORKER IO_WORKER) | (p->flags & IO_WORKER
#endif
`;

/**
 * Has their workers started as threads of the kernel. Init takes it for granted with kernels that were built by
 * uml-run (`native/init/ring.c`).
 * @returns words for make's command line
 */
export async function ioWorkerVariables({ tree, folder }: Pick<Job, 'tree' | 'folder'>): Promise<string[]> {
  const source = await readFile(join(tree.path, 'arch/um/kernel/process.c'), 'utf8').catch(() => '');
  if (!wrongLine.test(source)) return [];
  await writeFile(join(folder, 'io-workers.h'), header);
  // Relative to the build's folder, where make compiles.
  return ['CFLAGS_process.o=-include io-workers.h'];
}
