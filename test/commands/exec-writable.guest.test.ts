/** What a program of `exec` changes in the folder that it starts in: brought back, or told. */
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { umlExec } from '../support/command.ts';
import { listing } from '../support/folder-listing.ts';
import { anySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const support = join(import.meta.dirname, '../support');

async function newProject(): Promise<{ own: string; project: string }> {
  const own = ownFolder();
  const project = join(own, 'project');
  mkdirSync(project);
  await execa(join(support, 'make-project.sh'), { cwd: project });
  cpSync(join(support, 'changing-program.sh'), join(project, 'program.sh'), { preserveTimestamps: true });
  return { own, project };
}

/** Lines of what was there before, whose times have to be the same; of the rest, only that they are of this run. */
function lines(folder: string, startedAt: number): string[] {
  const old = listing(folder).filter((line) => Number(line.split(' ')[2]) < startedAt - 1000);
  return [...old, ...listing(folder, { times: false })];
}

test.each(seriesFor('5.10', '7.2'))('on %s, the folder is as if the program had run here', async (series) => {
  const startedAt = Date.now();
  const { own, project } = await newProject();
  const here = join(own, 'here');
  await execa('cp', ['-a', project, here]);
  await execa('sh', ['-e', './program.sh'], { cwd: here });
  const words = ['--rootfs', 'host', '--writable', '.', '--', 'sh', '-ec', './program.sh; exit 3'];
  const { exitCode, stderr } = await umlExec([...kernelWords(series), ...words], { cwd: project });
  expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
  expect(lines(project, startedAt)).toEqual(lines(here, startedAt));
  expect(statSync(join(project, 'sparse')).blocks).toBeLessThan(1000);
});

test('in a folder below the one that is named, paths begin where the program starts, and changes are told so', async () => {
  const { project } = await newProject();
  mkdirSync(join(project, 'build/sub'), { recursive: true });
  const script = 'pwd; cat ../../edited; echo x > made; echo x > ../made; echo x > ../../lost; cat log';
  const words = [...kernelWords('5.10'), '--workdir', '../..', '--writable', '.', '--writable', '../made', '--'];
  const log = join(project, 'build/sub/log');
  const { stdout, stderr } = await umlExec([...words, 'sh', '-c', script], {
    cwd: join(project, 'build/sub'),
    stdout: ['pipe', { file: log }],
  });
  expect(stdout).toBe(`${project}/build/sub\nthis is edited`);
  expect(stderr).toMatch(
    /^warning: 1 file that it changed in ".*\/project" is lost .*: lost; --writable \.\.\/\.\. keeps them$/,
  );
  expect(readFileSync(log, 'utf8')).toBe(`${stdout}\n`);
  expect(readdirSync(join(project, 'build')).sort()).toEqual(['made', 'sub']);
  expect(readdirSync(join(project, 'build/sub')).sort()).toEqual(['log', 'made']);
});

test('what a program that is root leaves behind leads nowhere else, and what cannot come back is told', async () => {
  const { own, project } = await newProject();
  mkdirSync(join(own, 'outside'));
  writeFileSync(join(own, 'outside/a'), 'outside');
  symlinkSync('../outside', join(project, 'linked'));
  mkdirSync(join(project, '.git'));
  writeFileSync(join(project, '.git/config'), 'secret');
  const program = `
    test ! -e .git/config; echo forged > .git/config
    rm linked; mkdir linked; echo mine > linked/a
    rm -r nested; ln -s ${own}/outside nested; rm edited; ln -s ../outside/a edited
    mkdir -p /mnt; mount -t hostfs none /mnt -o /written; ls /mnt/changes; echo x > /mnt/changes/x
    mknod device c 0 0 || mknod device c 1 3; mkfifo pipe; echo x > tool; chmod 4755 tool; echo x > ok
  `;
  const words = [...kernelWords(anySeries), '--writable', '.', '--', 'sh', '-c', program];
  const { exitCode, stderr } = await umlExec(words, { cwd: project });
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/can't open '\/mnt\/changes'.*\n.*can't create '?\/mnt\/changes\/x/);
  for (const told of [/"\.git\/config" hidden/, /"(device|pipe)" and 1 more: not brought back/, /"tool" brought back/])
    expect(stderr).toMatch(told);
  expect(listing(join(own, 'outside'), { times: false })).toHaveLength(1);
  expect(readFileSync(join(own, 'outside/a'), 'utf8')).toBe('outside');
  expect(readFileSync(join(project, '.git/config'), 'utf8')).toBe('secret');
  expect(readFileSync(join(project, 'linked/a'), 'utf8')).toBe('mine\n');
  expect(statSync(join(project, 'tool')).mode & 0o7777).toBe(0o755);
  expect(readdirSync(project)).not.toContain('device');
  expect(readdirSync(own).sort()).toEqual(['outside', 'project']);
});

test('changes that are lost are told after the output, unless it is to be quiet', async () => {
  const { project } = await newProject();
  const before = listing(project);
  const words = ['--', 'sh', '-c', 'rm removed; mkdir out; for i in $(seq 12); do echo > out/$i; done; echo said >&2'];
  const told = await umlExec([...kernelWords(anySeries), ...words], { cwd: project });
  expect(told.stderr).toMatch(
    /^said\n.*13 files that it changed in ".*\/project" are lost.*: .*, 3 more; --writable \. keeps them$/,
  );
  const quiet = await umlExec([...kernelWords(anySeries), '--quiet', ...words], { cwd: project });
  expect(quiet.stderr).toBe('said');
  const nothing = await umlExec([...kernelWords(anySeries), '--', 'sh', '-c', 'echo > x; rm x; cat edited'], {
    cwd: project,
  });
  expect(nothing.stderr).toBe('');
  expect(listing(project)).toEqual(before);
});

test('what a program changed whose guest has died is not brought back, and that is told', async () => {
  const { project } = await newProject();
  const before = listing(project);
  const words = ['--writable', '.', '--', 'sh', '-c', 'echo x > new; sync; echo c > /proc/sysrq-trigger'];
  const { exitCode, stderr } = await umlExec([...kernelWords(anySeries), ...words], { cwd: project });
  expect(exitCode).toBe(125);
  expect(stderr).toMatch(
    /what it changed in ".*\/project" was not brought back: the guest ended before all was written/,
  );
  expect(listing(project)).toEqual(before);
});
