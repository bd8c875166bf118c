/**
 * Faults of User Mode Linux in kernels that have no later release, or none yet. The sources stay as they are: a header of
 * ours, which gcc reads first, changes what one file says.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Job } from './job.ts';

interface SourceFix {
  /** In the tree. */
  file: string;
  /** What it has as long as it has the fault. */
  fault: RegExp;
  /** Undefines and defines what the file uses, where it is compiled for the kernel. */
  header: string;
}

const known: SourceFix[] = [
  {
    // 5.12 to 5.18, and 5.10 since 5.10.162: copy_thread asks for the flags of its caller; it is the new task `p` that is a
    // worker of io_uring. Started as a program, that faults for ever. Init takes this for fixed in kernels that were built
    // by uml-run (`native/init/ring.c`).
    file: 'arch/um/kernel/process.c',
    fault: /\bcurrent->flags & \(PF_KTHREAD \| PF_IO_WORKER\)/,
    header: `#include <linux/sched.h>
#pragma GCC diagnostic ignored "-Wparentheses"
enum { IO_WORKER = PF_IO_WORKER };
#undef PF_IO_WORKER
/* The line's parentheses, closed and opened. */
#define PF_IO_WORKER IO_WORKER) | (p->flags & IO_WORKER
`,
  },
  {
    // 6.1 and some after it: each new process walks its mappings without a lock, of which lockdep complains.
    file: 'arch/um/kernel/tlb.c',
    fault: /^void force_flush_all\(void\)\n\{[^}]*VMA_ITERATOR\([^)]*\);\s*for_each_vma\(/m,
    header: `#include <linux/mm.h>
#include <linux/rcupdate.h>
#undef for_each_vma
#define for_each_vma(iterator, vma) \\
	for (int is_locked = (rcu_read_lock(), 1); is_locked; is_locked = (rcu_read_unlock(), 0)) \\
		while (((vma) = vma_next(&(iterator))) != NULL)
`,
  },
  {
    // 6.12 and some beside it: a fork that is killed leaves a mark among the mappings, behind which there are none. It is
    // taken for a mapping when they are taken down, and the kernel panics.
    file: 'arch/um/kernel/tlb.c',
    fault: /^void flush_tlb_mm\([^)]*\)\n\{[^}]*for_each_vma\([^)]*\)\s*um_tlb_mark_sync\(/m,
    header: `#include <linux/mm.h>
#include <linux/xarray.h>
#undef for_each_vma
#define for_each_vma(iterator, vma) \\
	while (((vma) = vma_next(&(iterator))) != NULL && !xa_is_zero(vma))
`,
  },
];

/**
 * Writes the headers that this tree needs into the build's folder.
 * @returns words for make's command line
 */
export async function sourceFixVariables({ tree, folder }: Pick<Job, 'tree' | 'folder'>): Promise<string[]> {
  const variables: string[] = [];
  for (const { file, fault, header } of known) {
    const source = await readFile(join(tree.path, file), 'utf8').catch(() => '');
    if (!fault.test(source)) continue;
    const name = basename(file, '.c');
    // What a kernel calls its host with is compiled for the host, and may have a file of the same name.
    await writeFile(join(folder, `fix-${name}.h`), `#ifndef __UM_HOST__\n${header}#endif\n`);
    // Relative to the build's folder, where make compiles.
    variables.push(`CFLAGS_${name}.o=-include fix-${name}.h`);
  }
  return variables;
}
