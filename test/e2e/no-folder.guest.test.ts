/** What the command says where it cannot make a folder; /proc refuses as no other file system does. */
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { command, startCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const noCache = { UML_RUN_CACHE: '', XDG_CACHE_HOME: '' };

test.each<[string, string[], Record<string, string>, number]>([
  ['the home', [], { ...noCache, HOME: '/proc' }, 3],
  ['the folder of caches', [], { ...noCache, XDG_CACHE_HOME: '/proc/a' }, 3],
  ['the cache, which is there,', [], { UML_RUN_CACHE: '/proc' }, 3],
  ['the cache', ['--cache', '/proc/a/b'], {}, 3],
  ['the output folder', ['--output', '/proc/a/b'], {}, 2],
  ['the output folder, which is there,', ['--output', '/proc'], {}, 2],
  ['the temporary folder', [], { TMPDIR: '/proc' }, 3],
])('%s in /proc is an error at once', async (_, words, env, exitCode) => {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const ran = await startCommand(['--kernel', 'distro:7.2', '--output', folder.path, ...words, process.execPath], {
    env,
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  expect(ran).toMatchObject({ exitCode, stderr: expect.stringMatching(/^uml-run: .*\/proc/) });
});

test.each([['--kernel', 'distro:7.2', '/bin/true'], ['doctor']])(
  'a current folder that has been removed is an error at once: %s',
  async (...words) => {
    const script = 'cd "$(mktemp -d)" && rmdir "$PWD" && exec "$@"';
    const ran = await execa('sh', ['-c', script, 'sh', ...command, ...words], { reject: false });
    expect(ran).toMatchObject({
      exitCode: 2,
      stderr: 'uml-run: the current folder has been removed; go to another one',
    });
  },
);

test('exec needs it only where it has to make something first', async () => {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const script = 'cd "$(mktemp -d)" && rmdir "$PWD" && exec "$@"';
  const echo = ['exec', '--kernel', 'distro:7.2', '--', '/bin/echo', 'hello'];
  const exec = (env = {}) => execa('sh', ['-c', script, 'sh', ...command, ...echo], { env, reject: false });
  await execa(command[0]!, [...command.slice(1), ...echo]);
  expect(await exec()).toMatchObject({ exitCode: 0, stdout: 'hello' });
  expect(await exec({ UML_RUN_CACHE: folder.path })).toMatchObject({
    exitCode: 125,
    stderr: 'uml-run: the current folder has been removed; go to another one',
  });
});
