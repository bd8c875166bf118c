import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ioWorkerVariables } from '../../../src/kernel/compile/io-workers.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uml-run-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What `copy_thread` asks, in 5.12 to 5.18 and in 5.10 since 5.10.162. */
const wrongLine = '\tint kthread = current->flags & (PF_KTHREAD | PF_IO_WORKER);';

/** A tree whose `copy_thread` has this line. */
function treeWith(line: string) {
  const path = join(folder, 'tree');
  mkdirSync(join(path, 'arch/um/kernel'), { recursive: true });
  mkdirSync(join(path, 'include/linux'), { recursive: true });
  writeFileSync(
    join(path, 'arch/um/kernel/process.c'),
    `#include <linux/sched.h>\nint copy_thread(struct task_struct *p)\n{\n${line}\n\treturn kthread != 0;\n}\n`,
  );
  writeFileSync(
    join(path, 'include/linux/sched.h'),
    `#ifndef SCHED_H
#define SCHED_H
#define PF_IO_WORKER 0x10
#define PF_KTHREAD 0x200000
struct task_struct { unsigned flags; };
extern struct task_struct *current;
#endif
`,
  );
  return { path, version: '5.10.223' };
}

/** Whether the task of these flags starts as a thread of the kernel, made by one of those. */
async function startsInKernel(path: string, words: string[], caller: number, task: number): Promise<boolean> {
  const main = join(folder, 'main.c');
  writeFileSync(
    main,
    `#include <linux/sched.h>
int copy_thread(struct task_struct *p);
static struct task_struct caller = {${caller}}, task = {${task}};
struct task_struct *current = &caller;
int main(void) { return copy_thread(&task); }
`,
  );
  const flags = ['-Wall', '-Werror', `-I${join(path, 'include')}`, '-o', join(folder, 'program')];
  await execa('gcc', [...flags, ...words, join(path, 'arch/um/kernel/process.c'), main], { cwd: folder });
  return (await execa(join(folder, 'program'), { reject: false })).exitCode === 1;
}

test('a worker that a program has started is a thread of the kernel; a program is not', async () => {
  const tree = treeWith(wrongLine);
  const [variable] = await ioWorkerVariables({ tree, folder });
  const words = variable!.replace('CFLAGS_process.o=', '').split(' ');
  const [program, worker, kthread] = [0x400000, 0x400010, 0x200000];
  expect(await startsInKernel(tree.path, [], program, worker)).toBe(false);
  expect(await startsInKernel(tree.path, words, program, worker)).toBe(true);
  expect(await startsInKernel(tree.path, words, program, program)).toBe(false);
  expect(await startsInKernel(tree.path, words, kthread, kthread)).toBe(true);
});

test('a file of that name which is compiled for the host stays as it is', async () => {
  const tree = treeWith(wrongLine);
  const [variable] = await ioWorkerVariables({ tree, folder });
  const words = variable!.replace('CFLAGS_process.o=', '').split(' ');
  const file = join(folder, 'process.c');
  writeFileSync(file, 'int PF_IO_WORKER = 0;\n');
  await execa('gcc', ['-D__UM_HOST__', ...words, '-c', '-o', join(folder, 'process.o'), file], {
    cwd: folder,
  });
});

test.each([
  '\tint kthread = current->flags & PF_KTHREAD;',
  '\tint kthread = p->flags & (PF_KTHREAD | PF_IO_WORKER);',
  '\tint kthread = args->fn != 0;',
])('a kernel with "%s" is built as it is', async (line) => {
  expect(await ioWorkerVariables({ tree: treeWith(line), folder })).toEqual([]);
  expect(existsSync(join(folder, 'io-workers.h'))).toBe(false);
});

test('a tree without that file is built as it is', async () => {
  expect(await ioWorkerVariables({ tree: { path: folder, version: '6.1.0' }, folder })).toEqual([]);
});
