import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sourceFixVariables } from '../../../src/kernel/compile/source-fixes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uml-run-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A tree with these files. */
function treeOf(files: Record<string, string>) {
  const path = join(folder, 'tree');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, version: '6.1.0' };
}

/** The words for the compiler of a variable such as `CFLAGS_tlb.o=-include fix-tlb.h`. */
const wordsIn = (variables: string[]) => variables.flatMap((one) => one.slice(one.indexOf('=') + 1).split(' '));

async function compile(words: string[], ...sources: string[]): Promise<void> {
  const flags = ['-Wall', '-Werror', `-I${join(folder, 'tree/include')}`, '-o', join(folder, 'program')];
  await execa('gcc', [...flags, ...words, ...sources], { cwd: folder });
}

const run = async () => (await execa(join(folder, 'program'), { reject: false })).exitCode;

describe('workers of io_uring', () => {
  /** As in 5.12 to 5.18, and in 5.10 since 5.10.162. */
  const fault = 'current->flags & (PF_KTHREAD | PF_IO_WORKER)';
  const treeWith = (question: string) =>
    treeOf({
      'arch/um/kernel/process.c': `#include <linux/sched.h>
int copy_thread(struct task_struct *p)
{
	int kthread = ${question};
	return kthread != 0;
}
`,
      'include/linux/sched.h': `#ifndef SCHED_H
#define SCHED_H
#define PF_IO_WORKER 0x10
#define PF_KTHREAD 0x200000
struct task_struct { unsigned flags; };
extern struct task_struct *current;
#endif
`,
    });

  test('are threads of the kernel when a program has started them; programs are not', async () => {
    const { path } = treeWith(fault);
    const words = wordsIn(await sourceFixVariables({ tree: { path, version: '5.10.223' }, folder }));
    const startsInKernel = async (caller: number, task: number, fixed: string[]) => {
      const main = join(folder, 'main.c');
      const text = `#include <linux/sched.h>
int copy_thread(struct task_struct *p);
static struct task_struct caller = {${caller}}, task = {${task}};
struct task_struct *current = &caller;
int main(void) { return copy_thread(&task); }
`;
      writeFileSync(main, text);
      await compile(fixed, join(path, 'arch/um/kernel/process.c'), main);
      return (await run()) === 1;
    };
    const [program, worker, kthread] = [0x400000, 0x400010, 0x200000];
    expect(await startsInKernel(program, worker, [])).toBe(false);
    expect(await startsInKernel(program, worker, words)).toBe(true);
    expect(await startsInKernel(program, program, words)).toBe(false);
    expect(await startsInKernel(kthread, kthread, words)).toBe(true);
  });

  test.each(['current->flags & PF_KTHREAD', 'p->flags & (PF_KTHREAD | PF_IO_WORKER)', 'args->fn != 0'])(
    'are left alone where the kernel asks "%s"',
    async (question) => {
      expect(await sourceFixVariables({ tree: treeWith(question), folder })).toEqual([]);
      expect(readdirSync(folder)).toEqual(['tree']);
    },
  );
});

describe('mappings of a new process', () => {
  const treeWith = (before: string, after = '') =>
    treeOf({
      'arch/um/kernel/tlb.c': `#include <linux/mm.h>
void flush_tlb_mm(int mm)
{
	VMA_ITERATOR(vmi, mm, 0);

	for_each_vma(vmi, vma)
		fix_range(vma);
}

void force_flush_all(void)
{
	int mm = 1;
	VMA_ITERATOR(vmi, mm, 0);

${before}	for_each_vma(vmi, vma)
		fix_range(vma);
${after}}
`,
      'include/linux/mm.h': `#ifndef MM_H
#define MM_H
#include <stddef.h>
extern int locks, walked;
static inline void mmap_read_lock(int mm) { locks += mm; }
static inline void mmap_read_unlock(int mm) { locks -= mm; }
#define VMA_ITERATOR(name, mm, from) int *vma, name = from + 0 * mm
static inline int *vma_next(int *at) { return (*at)++ < 3 ? at : 0; }
#define for_each_vma(vmi, vma) while ((vma = vma_next(&(vmi))) != 0)
static inline void fix_range(int *vma) { walked += locks == 1; }
#endif
`,
      'include/linux/rcupdate.h':
        'static inline void rcu_read_lock(void) { locks++; }\nstatic inline void rcu_read_unlock(void) { locks--; }\n',
    });

  test('are walked under a lock, each once', async () => {
    const tree = treeWith('');
    const words = wordsIn(await sourceFixVariables({ tree, folder }));
    const main = join(folder, 'main.c');
    writeFileSync(
      main,
      'int locks, walked;\nvoid force_flush_all(void);\nint main(void) { force_flush_all(); return 10 * walked + locks; }\n',
    );
    const source = join(tree.path, 'arch/um/kernel/tlb.c');
    await compile([], source, main);
    expect(await run()).toBe(0);
    await compile(words, source, main);
    expect(await run()).toBe(30);
  });

  test('are left alone where the kernel takes one', async () => {
    const tree = treeWith('\tmmap_read_lock(mm);\n', '\tmmap_read_unlock(mm);\n');
    expect(await sourceFixVariables({ tree, folder })).toEqual([]);
  });
});

describe('mappings of a process that was killed in its fork', () => {
  /** As in 6.12: five mappings, of which the third is a mark. */
  const treeWith = (body: string) =>
    treeOf({
      'arch/um/kernel/tlb.c': `#include <linux/mm.h>
void flush_tlb_mm(struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	VMA_ITERATOR(vmi, mm, 0);

${body}}
`,
      'include/linux/mm.h': `#ifndef MM_H
#define MM_H
#include <stddef.h>
struct vm_area_struct { int start; };
struct mm_struct { int marked; };
static struct vm_area_struct mappings[5];
#define MARK (mappings + 2)
#define VMA_ITERATOR(name, mm, from) int name = from
static inline struct vm_area_struct *vma_next(int *at) { return *at < 5 ? mappings + (*at)++ : NULL; }
#define for_each_vma(vmi, vma) while ((vma = vma_next(&(vmi))) != NULL)
static inline void um_tlb_mark_sync(struct mm_struct *mm, int start) { mm->marked += 1 + start; }
#endif
`,
      'include/linux/xarray.h': '#define xa_is_zero(entry) ((entry) == MARK)\n',
    });
  const fault = '\tfor_each_vma(vmi, vma)\n\t\tum_tlb_mark_sync(mm, vma->start);\n';

  test('are walked up to the mark', async () => {
    const tree = treeWith(fault);
    const words = wordsIn(await sourceFixVariables({ tree, folder }));
    const main = join(folder, 'main.c');
    writeFileSync(
      main,
      '#include <linux/mm.h>\nstatic struct mm_struct mm;\nvoid flush_tlb_mm(struct mm_struct *);\nint main(void) { flush_tlb_mm(&mm); return mm.marked; }\n',
    );
    const source = join(tree.path, 'arch/um/kernel/tlb.c');
    await compile([], source, main);
    expect(await run()).toBe(5);
    await compile(words, source, main);
    expect(await run()).toBe(2);
  });

  test.each(['\tum_tlb_mark_sync(mm, 0);\n', '\tfor_each_vma(vmi, vma)\n\t\tfix_range(mm, vma->start, 0);\n'])(
    'are left alone where the kernel says "%s"',
    async (body) => expect(await sourceFixVariables({ tree: treeWith(body), folder })).toEqual([]),
  );
});

test('a file of the same name which is compiled for the host stays as it is', async () => {
  treeOf({ 'arch/um/kernel/process.c': 'current->flags & (PF_KTHREAD | PF_IO_WORKER)' });
  const words = wordsIn(await sourceFixVariables({ tree: { path: join(folder, 'tree'), version: '5.15.0' }, folder }));
  const file = join(folder, 'process.c');
  writeFileSync(file, 'int PF_IO_WORKER = 0;\nint main(void) { return PF_IO_WORKER; }\n');
  await compile(['-D__UM_HOST__', ...words], file);
  expect(await run()).toBe(0);
});

test('a tree without these files is built as it is', async () => {
  expect(await sourceFixVariables({ tree: { path: folder, version: '6.1.0' }, folder })).toEqual([]);
});
