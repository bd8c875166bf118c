/** Programs that cannot start where addresses have 39 bits, and what is said of them. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ran, umlExec, umlRun } from '../support/command.ts';
import { compile } from '../support/compile.ts';
import { kernelWords } from '../support/kernels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { path: folder, remove } = temporaryFolder();
const needs = (name: string) => `${name} needs 47 bits of addresses; User Mode Linux 6.1 gives 39 (7.2 gives 47)`;
let ran: Ran;
beforeAll(async () => {
  const program = (name: string, ...flags: string[]) =>
    compile(join(folder, name), 'int main(int n, char **words) { return words[n] != 0; }', ...flags);
  const asan = program('asan', '-fsanitize=address');
  const tsan = program('tsan', '-fsanitize=thread', '-static-libtsan');
  const fails = compile(join(folder, 'fails'), 'int main(void) { return 1; }');
  ran = await umlRun([...kernelWords('6.1', '7.2'), '--memory', '1G', asan, tsan, fails]);
}, 120_000);
afterAll(async () => {
  await ran.remove();
  await remove();
});

test('a sanitizer that has too few bits of addresses is told by the message, which changes no verdict', () => {
  expect(ran.test('asan', '6.1')).toMatchObject({ verdict: 'failed', reason: 'exit' });
  expect(ran.test('asan', '6.1').message).toBe(`exited with 1; ${needs('AddressSanitizer')}`);
  expect(ran.test('tsan', '6.1').message).toContain(`killed by SIGSEGV; ${needs('ThreadSanitizer')}`);
});

test('exec tells the same', async () => {
  const asan = join(folder, 'asan');
  const { exitCode, stderr } = await umlExec(['--kernel', 'distro:6.1', '--memory', '1G', '--', asan], { cwd: folder });
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`asan: ${needs('AddressSanitizer')}`)]);
});

test('one that has enough passes, and a program without one fails for its own reasons', () => {
  for (const name of ['asan', 'tsan']) expect(ran.test(name, '7.2').verdict).toBe('passed');
  for (const kernel of ['6.1', '7.2']) expect(ran.test('fails', kernel).message).toBe('exited with 1');
});

test("of the sanitizer's report, the terminal shows the lines that tell, and the last", () => {
  expect(ran.stdout).toMatch(
    /\| ==\d+==Shadow memory range interleaves .*\n.*\| ==\d+==ASan shadow was .*\n.*\[\.\.\.\]\n/,
  );
  expect(ran.stdout).toMatch(/\| ==\d+==End of process memory map/);
});
