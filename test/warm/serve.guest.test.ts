/** The server's life, on a real kernel: who finds it, and what is left of it. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { takeName } from '../../src/host/name-lock.ts';
import { nativeFile } from '../../src/host/native-file.ts';
import { encodeRegistration } from '../../src/warm/registered-calls.ts';
import { decidingVariables, encodeCallWords } from '../../src/warm/request.ts';
import { starterName } from '../../src/warm/server-names.ts';
import { registerCall, serverKeys } from '../../src/warm/servers.ts';
import { command, startCommand } from '../support/command.ts';
import { seriesFor } from '../support/kernels.ts';
import { processesOf, soon } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const [series = '7.2'] = seriesFor('7.2');
const kernel = `distro:${series}`;

/** Folders of its own for servers, their temporary files, and the project. */
function surroundings() {
  const top = ownFolder();
  const [runtime, temporary, project] = ['runtime', 'tmp', 'project'].map((name) => join(top, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [runtime, temporary, project]) mkdirSync(folder, { mode: 0o700 });
  const env = { XDG_RUNTIME_DIR: runtime, TMPDIR: temporary };
  return { env, project, temporary, place: join(runtime, 'uml-run'), options: { cwd: project, env } };
}

type Surroundings = ReturnType<typeof surroundings>;

/** Starts a server, and waits until it is ready: the process is not what this promise waits for. */
async function served(around: Surroundings, ...words: string[]) {
  const server = startCommand(['serve', '-k', kernel, ...words], around.options);
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('data', (text) => String(text).includes('ready: ') && resolve());
    server.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
  return { server };
}

/** Tells the servers of the place of a client's calls. */
async function register(around: Surroundings) {
  const { place, project: folder } = around;
  const variables = decidingVariables({ ...process.env, ...around.env });
  const words = encodeCallWords({ options: kernelOption, folder, variables });
  const parsed = parseCommandLine(['exec', ...kernelOption, '--', 'x'], {});
  if (parsed.command !== 'exec') throw new Error('not exec');
  const call = { options: parsed.options, terminal: false, workingFolder: folder };
  for (const key of serverKeys(place)) await registerCall(place, key, encodeRegistration(words, call));
}

const kernelOption = ['-k', kernel];

/** Starts a program as a test runner does that knows the client alone. */
function client({ options }: Surroundings, ...program: string[]) {
  const env = { ...options.env, UML_RUN_WARM_TRIED: '1' };
  const words = [...kernelOption, '--', ...program];
  return execa(nativeFile('uml-run-exec'), words, { ...options, env, reject: false, input: 'input' });
}

async function call(around: Surroundings, ...program: string[]) {
  await register(around);
  return client(around, ...program);
}

/** Waits until nothing is left: no process, no file of the server's or its guests'. */
async function expectNothing({ place, temporary }: Surroundings): Promise<void> {
  await soon(
    20,
    () => processesOf(temporary).length === 0 && !existsSync(place) && readdirSync(temporary).length === 0,
  );
  expect(processesOf(temporary)).toEqual([]);
  expect([existsSync(place), readdirSync(temporary)]).toEqual([false, []]);
}

async function ended(server: PromiseLike<{ exitCode?: number | undefined; stderr: unknown }>, around: Surroundings) {
  const { exitCode, stderr } = await server;
  await expectNothing(around);
  return [exitCode, String(stderr).split('\n').at(-1)];
}

test('programs run in guests that are ready; a second server of the same ends; --stop ends it', async () => {
  const around = surroundings();
  const { server } = await served(around);
  const { exitCode, stdout } = await call(around, 'sh', '-c', 'cat; pwd; exit 3');
  expect([exitCode, stdout]).toEqual([3, `input${around.project}`]);
  const second = await startCommand(['serve', '-k', kernel], around.options);
  expect([second.exitCode, second.stderr]).toEqual([0, 'another server serves this already']);
  const status = await startCommand(['serve', '--status'], around.options);
  expect(status.stdout).toMatch(new RegExp(`^process ${server.pid}: .*folder ${around.project}; .*calls: 1 so far`));
  const other = await startCommand(['serve', '--stop', '-k', 'distro:5.10'], around.options);
  expect(other.stdout).toBe('no server is running');
  const stop = await startCommand(['serve', '--stop'], around.options);
  expect(stop.stdout).toBe('ended 1 server');
  expect(await ended(server, around)).toEqual([0, 'ended: it was told to stop']);
});

test('what programs leave comes back, and a large program runs, though no guest had room for either', async () => {
  const around = surroundings();
  const { server } = await served(around);
  const artifacts = join(around.project, 'artifacts');
  const leave = ['sh', '-c', 'echo "$UML_RUN_ARTIFACTS"; echo left >$UML_RUN_ARTIFACTS/file'];
  expect((await call(around, 'sh', '-c', 'echo "[$UML_RUN_ARTIFACTS]"')).stdout).toBe('[]');
  for (const name of ['one', 'two']) {
    const env = { ...around.options.env, UML_RUN_ARTIFACTS: join(artifacts, name) };
    const { exitCode, stdout } = await client({ ...around, options: { ...around.options, env } }, ...leave);
    expect([exitCode, stdout, readdirSync(join(artifacts, name))]).toEqual([0, '/artifacts', ['file']]);
  }
  const large = join(around.project, '../large');
  writeFileSync(large, `#!/bin/sh\necho large\nexit\n${'#'.repeat(33 << 20)}`, { mode: 0o755 });
  const calls = [await client(around, large), await client(around, large)];
  expect(calls.map(({ stdout }) => stdout)).toEqual(['large', 'large']);
  server.kill('SIGTERM');
  await server;
  rmSync(large);
  await expectNothing(around);
});

test.each(['SIGKILL', 'SIGTERM'] as const)('%s leaves nothing, and a program that runs is ended', async (signal) => {
  const around = surroundings();
  const { server } = await served(around);
  await register(around);
  const running = client(around, 'sh', '-c', 'echo begun; sleep 1000');
  await once(running.stdout, 'data');
  server.kill(signal);
  await server;
  await expectNothing(around);
  expect((await running).exitCode).toBe(125);
});

test('of a server that is suspended, --status and --stop say so', async () => {
  const around = surroundings();
  const { server } = await served(around);
  server.kill('SIGSTOP');
  const says = new RegExp(`the server of "${around.place}/[0-9a-f]{32}" does not answer: it may be suspended`);
  const ask = (word: string) => startCommand(['serve', word], { ...around.options, reject: false });
  expect(await ask('--status')).toMatchObject({ exitCode: 0, stdout: '', stderr: expect.stringMatching(says) });
  expect(await ask('--stop')).toMatchObject({ exitCode: 3, stdout: '', stderr: expect.stringMatching(says) });
  server.kill('SIGCONT');
  expect((await ask('--stop')).stdout).toBe('ended 1 server');
  expect(await ended(server, around)).toEqual([0, 'ended: it was told to stop']);
});

test('a server ends when nobody needs it', async () => {
  const around = surroundings();
  const { server } = await served(around, '--idle', '1');
  expect(await ended(server, around)).toEqual([0, 'ended: no program was run for 1 s']);
});

test('a server ends when its folder is another one, and runs nothing in the old one', async () => {
  const around = surroundings();
  const { server } = await served(around);
  renameSync(around.project, `${around.project}-old`);
  mkdirSync(around.project);
  const { exitCode, stdout } = await call(around, 'pwd');
  // The client hands over, to a command that boots a guest.
  expect([exitCode, stdout]).toEqual([0, around.project]);
  expect(await ended(server, around)).toEqual([0, 'ended: what it serves, or its socket, has changed or is gone']);
  rmSync(`${around.project}-old`, { recursive: true });
});

test('a server whose socket is removed ends, and leaves its successor alone', async () => {
  const around = surroundings();
  const { server: first } = await served(around);
  rmSync(around.place, { recursive: true });
  const { server: second } = await served(around);
  expect((await first).stderr.split('\n').at(-1)).toBe('ended: what it serves, or its socket, has changed or is gone');
  expect((await call(around, 'true')).exitCode).toBe(0);
  second.kill('SIGTERM');
  await second;
  await expectNothing(around);
});

test('a server in the background ends with the session that it was started from', async () => {
  const around = surroundings();
  const start = 'setsid "$@" >log 2>&1 & while ! grep -q ready: log; do sleep 0.1; done';
  const words = [...command, 'serve', '-k', kernel];
  // A command that starts it, in the session of another.
  const session = ['sh', '-c', '(sh -c "$0" sh "$@"); :', start, ...words];
  await execa('setsid', ['--wait', ...session], around.options);
  await expectNothing(around);
});

test('what a dead server left is taken over', async () => {
  const around = surroundings();
  const { server: first } = await served(around);
  const [key = ''] = serverKeys(around.place);
  await startCommand(['serve', '--stop'], around.options);
  await first;
  mkdirSync(join(around.place, key), { recursive: true, mode: 0o700 });
  await execa('python3', ['-c', `import socket; socket.socket(socket.AF_UNIX).bind("${around.place}/${key}/socket")`]);
  await execa('chmod', ['700', around.place]);
  const { server } = await served(around);
  expect((await call(around, 'true')).exitCode).toBe(0);
  server.kill('SIGTERM');
  await server;
  await expectNothing(around);
});

test('a server removes what others left that were killed as they started, and nothing of those that live', async () => {
  const around = surroundings();
  const { server: first } = await served(around);
  const keys = serverKeys(around.place);
  const [left, starting] = ['a', 'b'].map((digit) => digit.repeat(32)) as [string, string];
  for (const key of [left, starting]) {
    mkdirSync(join(around.place, key), { mode: 0o700 });
    writeFileSync(join(around.place, key, 'log'), '');
  }
  const starter = await takeName(starterName(around.place, starting));
  const { server: second } = await served(around, '--memory', '200');
  expect(serverKeys(around.place)).not.toContain(left);
  expect(serverKeys(around.place)).toEqual(expect.arrayContaining([...keys, starting]));
  expect((await call(around, 'true')).exitCode).toBe(0);
  starter?.close();
  await startCommand(['serve', '--stop'], around.options);
  await Promise.all([first, second]);
  const { server: third } = await served(around);
  third.kill('SIGKILL');
  await third;
  await expectNothing(around);
});
