/** `exec --warm`, from the first call that starts a server to calls that find it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';
import { type Handler, serve } from '../support/server.ts';
import { ownFolder, sharedFolder } from '../support/temporary-folder.ts';

const client = nativeFile('uml-run-exec');
const cli = join(dirname(client), '../cli.js');
const folder = sharedFolder();
const environment = {
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  HOME: process.env.HOME ?? '/',
  XDG_RUNTIME_DIR: folder,
};
const kernel = ['-k', 'distro:7.2'];

function run(words: string[], more: Record<string, string> = {}) {
  const [program = '', ...others] = words;
  return execa(program, others, {
    env: { ...environment, ...more },
    extendEnv: false,
    cwd: folder,
    input: 'input\n',
    reject: false,
  });
}

const node = (...words: string[]) => [process.execPath, cli, ...words];
const script = ['sh', '-c', 'cat; pwd; echo "$1" >&2; exit 3', 'sh', '--warm'];
const expected = { exitCode: 3, stdout: `input\n${folder}`, stderr: '--warm' };

afterAll(() => run(node('serve', '--stop')));

test('the first call starts a server, and the next finds it without Node.js', async () => {
  expect(await run([client, ...kernel, '--', ...script])).toMatchObject(expected);
  // Node.js does not start with this.
  const more = { NODE_OPTIONS: '--no-such-option' };
  expect(await run([client, ...kernel, '--', ...script], more)).toMatchObject(expected);
});

test('the first call that is not UTF-8 needs a guest of its own, and has the bytes that it was given', async () => {
  const call = [client, ...kernel, '--timeout', '31', '--', 'sh', '-c', 'test "$0" = "$(printf "\\377")"; exit $?'];
  const withByte = ['sh', '-c', 'exec "$@" "$(printf "\\377")"', 'sh', ...call];
  expect(await run(withByte)).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('UTF-8') });
  expect(await run(withByte)).toMatchObject({ exitCode: 0, stderr: '' });
});

test('UML_RUN_WARM does the same, and options may be anywhere', async () => {
  const more = { UML_RUN_WARM: '1' };
  expect(await run(node('--timeout', '30', 'exec', ...kernel, '--', ...script), more)).toMatchObject(expected);
  const { stdout } = await run(node('serve', '--status'));
  expect(stdout.split('\n').length).toBe(1);
  expect(stdout).toContain(`folder ${folder}`);
});

test('a call that no server can serve runs in a guest of its own, and a line says why', async () => {
  const writable = await run([client, ...kernel, '--writable', '.', '--', ...script]);
  expect(writable).toMatchObject({
    ...expected,
    stderr: expect.stringMatching(/^warning: no guest is ready, so one is booted: --writable .+\n--warm$/),
  });
  const runtime = ownFolder();
  mkdirSync(join(runtime, 'uml-run'), { mode: 0o755 });
  expect(await run([client, ...kernel, '--', ...script], { XDG_RUNTIME_DIR: runtime })).toMatchObject({
    ...expected,
    stderr: expect.stringMatching(/booted: cannot keep guests ready in ".+uml-run": .+; remove it\n--warm$/),
  });
  const { stderr } = await run([client, ...kernel, '--kernel-args', 'init=/nothing', '--', ...script]);
  expect(stderr).toMatch(/^warning: no guest is ready, so one is booted: kernel panic: /);
  expect(await run(node('exec', '--warm', ...kernel, ...script), { UML_RUN_COLD: 'no reason' })).toMatchObject({
    ...expected,
    stderr: 'warning: no guest is ready, so one is booted: no reason\n--warm',
  });
});

test('a server that is killed whenever it starts is not waited for', async () => {
  const runtime = ownFolder();
  const kill = join(runtime, 'kill.cjs');
  writeFileSync(kill, "if (process.argv.includes('serve')) process.kill(process.pid, 'SIGKILL');");
  const more = { XDG_RUNTIME_DIR: runtime, NODE_OPTIONS: `--require ${kill}` };
  expect(await run([client, ...kernel, '--', ...script], more)).toMatchObject({
    ...expected,
    stderr: expect.stringMatching(/booted: cannot keep guests ready: the server was ended by SIGKILL\n--warm$/),
  });
});

test('where the current folder has been removed, a command of the rootfs runs, and a file is not found', async () => {
  const gone = ['sh', '-c', 'mkdir gone; cd gone; rmdir ../gone; exec "$@"', 'sh', client, ...kernel, '--'];
  const warning = /^warning: no guest is ready, so one is booted: the current folder has been removed; .+/;
  expect(await run([...gone, 'sh', '-c', 'exit 3'])).toMatchObject({
    exitCode: 3,
    stderr: expect.stringMatching(warning),
  });
  const file = await run([...gone, './probe']);
  expect([file.exitCode, file.stderr.split('\n').at(-1)]).toEqual([
    125,
    'uml-run: the current folder has been removed; go to another one',
  ]);
});

test('on a terminal, what a server does before it can serve is shown', async () => {
  const slow: Handler = (_, response) => void setTimeout(() => response.writeHead(404).end(), 1000);
  const store = await serve({ '/index.json': slow });
  onTestFinished(() => store.close());
  const words = ['-k', '6.12', '--kernel-store', `${store.url}#key=${'0'.repeat(64)}`, '--kernel-mirror', ownFolder()];
  const call = [client, ...words, '--cache', ownFolder(), '--rootfs', 'host', '--', 'true']
    .map((word) => `'${word}'`)
    .join(' ');
  const { exitCode, stdout } = await run(['script', '-qec', call, '/dev/null'], { COLUMNS: '200' });
  expect(exitCode).toBe(125);
  expect(stdout).toContain(`starting a server that keeps guests ready: asking "${store.url}`);
});

test('a server that has been stopped is started again', async () => {
  expect((await run(node('serve', '--stop'))).exitCode).toBe(0);
  expect(await run([client, ...kernel, '--', ...script])).toMatchObject(expected);
});
