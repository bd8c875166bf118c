/** Calls through the client, to guests that wait, on real kernels. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { warmServer } from '../support/warm-server.ts';

const client = nativeFile('uml-run-exec');
const options = ['-k', 'distro:7.2'];
let server: Awaited<ReturnType<typeof warmServer>>;
beforeAll(async () => {
  server = await warmServer(options);
});
afterAll(() => server.close());

/** @param more variables */
function exec(words: string[], input: string | Buffer = '', more: Record<string, string> = {}) {
  return execa(client, [...options, '--', ...words], {
    env: { ...server.environment, ...more },
    extendEnv: false,
    cwd: server.folder,
    input,
    reject: false,
    encoding: 'latin1',
    stripFinalNewline: false,
  });
}

test('streams, exit code, arguments and environment of any bytes, working folder', async () => {
  const script = 'cat; pwd; echo "$A-$TOKEN" >&2; shift; printf "%s|" "$@"; exit 7';
  const words = ['sh', '-c', script, 'sh', 'gone', '', 'a\nb', 'ü', '--', '$x'];
  const { exitCode, stdout, stderr } = await exec(words, 'input\0', { A: 'own', TOKEN: 'secret' });
  expect({ exitCode, stdout: Buffer.from(stdout, 'latin1').toString(), stderr }).toEqual({
    exitCode: 7,
    stdout: `input\0${server.folder}\n|a\nb|ü|--|$x|`,
    stderr: 'own-\n',
  });
  const odd = await execa(
    '/usr/bin/python3',
    [
      '-c',
      `import os; os.chdir(b'${server.folder}'); os.execve('${client}', [b'x', b'-k', b'distro:7.2', b'--', b'sh', b'-c', b'printf %s "$0$ODD"', b'\\xff\\xc3'], {**os.environb, b'ODD': b'\\x80='})`,
    ],
    { env: server.environment, extendEnv: false, encoding: 'buffer' },
  );
  expect(Buffer.from(odd.stdout)).toEqual(Buffer.of(0xff, 0xc3, 0x80, 0x3d));
});

test('a program of this machine, wherever it lies, is the one that is there now', async () => {
  const program = join(ownFolder(), 'program');
  copyFileSync(join(import.meta.dirname, '../../fixtures/bin/static/exit-0'), program);
  expect((await exec([program])).exitCode).toBe(0);
  writeFileSync(program, '#!/bin/sh\nexit 3\n');
  expect((await exec([program])).exitCode).toBe(3);
  writeFileSync(join(server.folder, 'here'), '#!/bin/sh\necho "$0"; exit 4\n');
  chmodSync(join(server.folder, 'here'), 0o755);
  expect(await exec(['./here'])).toMatchObject({ exitCode: 4 });
});

test('10 MB through it come out as they went in', async () => {
  const bytes = randomBytes(10 << 20);
  const { stdout } = await exec(['cat'], bytes);
  const digest = (of: Buffer) => createHash('sha256').update(of).digest('hex');
  expect(digest(Buffer.from(stdout, 'latin1'))).toBe(digest(bytes));
});

test('input that is not read holds nobody up', async () => {
  expect(await exec(['sh', '-c', 'exec 0<&-; echo done'], randomBytes(1 << 20))).toMatchObject({
    exitCode: 0,
    stdout: 'done\n',
  });
});

test('what is wrong with the program is told as exec does', async () => {
  expect(await exec(['nothing-of-this-name'])).toMatchObject({
    exitCode: 125,
    stderr: expect.stringMatching(/^uml-run: "nothing-of-this-name" is neither a command/),
  });
  expect(await exec(['sh', '-c', 'kill -9 $$'])).toMatchObject({ exitCode: 137 });
  const { exitCode, stderr } = await exec(['sh', '-c', 'echo x > changed; echo c > /proc/sysrq-trigger; sleep 9']);
  expect([exitCode, stderr]).toEqual([125, expect.stringMatching(/^uml-run: sh: .*panic/)]);
});

test('what it changed in the folder is told to be lost', async () => {
  expect(await exec(['sh', '-c', 'echo x > changed'])).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(
      /^warning: 1 file that it changed in .* is lost .*: changed; --writable \. keeps them\n$/,
    ),
  });
  expect(existsSync(join(server.folder, 'changed'))).toBe(false);
});

test('the list of what it changed is open before it starts, and out of its reach', async () => {
  const looks = ['ls -A /', 'cat /proc/mounts', 'ls -l /proc/[0-9]*/fd', 'ls -A /proc/[0-9]*/root'];
  const { exitCode, stdout, stderr } = await exec(['sh', '-c', `{ ${looks.join('; ')}; } 2>&1; echo x >named`]);
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining(': named; ')]);
  expect(stdout).toMatch(/^bin$/m);
  expect(stdout).not.toContain('changes');
});

test('artifacts come back to the folder that the caller names', async () => {
  const artifacts = join(ownFolder(), 'left');
  const script = 'echo left > $UML_RUN_ARTIFACTS/file';
  expect(await exec(['sh', '-c', script], '', { UML_RUN_ARTIFACTS: artifacts })).toMatchObject({
    exitCode: 0,
    stderr: '',
  });
  expect(readFileSync(join(artifacts, 'file'), 'utf8')).toBe('left\n');
  expect((await exec(['sh', '-c', 'echo "[$UML_RUN_ARTIFACTS]"'])).stdout).toBe('[]\n');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s is for the program and what it has started', async (name) => {
  const started = start('(trap : INT; sleep 100) & echo ready; wait');
  const ended = once(started, 'close');
  await once(started.stdout, 'data');
  started.kill(name);
  expect(await ended).toEqual([128 + constants.signals[name], null]);
});

test('/dev/null as standard input is that for the program, too, which gets signals as ever', async () => {
  const script = 'readlink /proc/self/fd/0; cat; (trap : INT; sleep 100) & echo ready; wait';
  const place = { env: server.environment, cwd: server.folder };
  const started = spawn(client, [...options, '--', 'sh', '-c', script], {
    ...place,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(started, 'close');
  let printed = '';
  for await (const bytes of started.stdout) {
    printed += bytes;
    if (printed.endsWith('ready\n')) started.kill('SIGINT');
  }
  expect(printed).toBe('/dev/null\nready\n');
  expect(await ended).toEqual([128 + constants.signals.SIGINT, null]);
});

function start(script: string) {
  return spawn(client, [...options, '--', 'sh', '-c', script], { env: server.environment, cwd: server.folder });
}

test('a client that is killed takes its program along', async () => {
  const started = start('echo ready; sleep 1000');
  await once(started.stdout, 'data');
  started.kill('SIGKILL');
  await once(started, 'close');
  // Would wait for the program's end.
  await server.allEnded();
});

test('a program whose reader waits, waits too, and loses nothing', async () => {
  const started = start('seq 200000');
  await once(started.stdout, 'readable');
  await new Promise((resolve) => setTimeout(resolve, 500));
  let text = '';
  for await (const piece of started.stdout) text += piece;
  expect(text === Array.from({ length: 200_000 }, (_, at) => `${at + 1}\n`).join('')).toBe(true);
});
