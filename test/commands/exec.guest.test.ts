/** `uml-run exec` against a real kernel, as its user types it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { command, fixtures, startCommand, umlExec } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { processesOf } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const kernel = kernelWords(anySeries);

/** @returns what came out, as bytes */
function exec(words: string[], input: string | Buffer = '') {
  return umlExec([...kernel, ...words], { input, encoding: 'buffer', stripFinalNewline: false });
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

test("the streams and the exit code are the program's own", async () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) & 0xff));
  const { exitCode, stdout, stderr } = await exec(['--', 'sh', '-c', 'cat; echo err >&2; exit 3'], bytes);
  expect(exitCode).toBe(3);
  expect(Buffer.from(stdout).equals(bytes)).toBe(true);
  expect(text(stderr)).toBe('err\n');
});

test("a program has its caller's environment, but for secrets and what guests have of their own", async () => {
  const env = { FOO: 'bar baz\n', TERM: 'vt220', SOME_TOKEN: 'x', HOME: '/home/caller', TMPDIR: ownFolder() };
  const print = ['--', 'sh', '-c', 'echo "$FOO|$TERM|$SOME_TOKEN|$HOME|$TMPDIR|$PATH"'];
  const run = async (...words: string[]) => (await umlExec([...kernel, ...words, ...print], { env })).stdout;
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  expect(await run()).toBe(`bar baz\n|vt220||/root||${path}`);
  expect(await run('--clean-env', '--env-pass', 'SOME_TOKEN', '--env', 'FOO=x')).toBe(`x|dumb|x|/root||${path}`);
});

test('arguments and variables have any bytes', async () => {
  const words = [...command, 'exec', ...kernel, '--', 'sh', '-c', 'printf %s "$0|$FOO"'];
  const script = 'FOO=$(printf "\\376") exec "$@" "$(printf "\\377")"';
  const { stdout } = await execa('sh', ['-c', script, 'sh', ...words], { encoding: 'buffer', reject: false });
  expect(text(stdout)).toBe('\xff|\xfe');
});

test('a signal is 128 and its number', async () => {
  expect((await exec(['--', 'sh', '-c', 'kill -SEGV $$'])).exitCode).toBe(139);
});

test("125 is uml-run's own: no such program, and one that cannot run", async () => {
  const missing = await exec(['--', 'no-such-command']);
  expect(missing.exitCode).toBe(125);
  expect(text(missing.stderr)).toBe(
    'uml-run: "no-such-command" is neither a command of the rootfs "minimal" nor a file in this folder\n',
  );
  const noProgram = await exec(['--', './package.json']);
  expect(noProgram.exitCode).toBe(125);
  expect(text(noProgram.stderr)).toMatch(/^uml-run: \.\/package\.json: /);
  expect(text(noProgram.stderr)).not.toMatch(/^\s+at /m);
});

test('a kernel that boots while its program cannot be staged is ended', async () => {
  const folder = ownFolder();
  const env = { TMPDIR: folder };
  const { exitCode, stderr } = await umlExec([...kernel, '--include', 'not-there', '--', 'true'], { env });
  expect([exitCode, stderr]).toEqual([125, expect.stringContaining('--include "not-there"')]);
  expect([await readdir(folder), processesOf(folder)]).toEqual([[], []]);
});

test("125 is the kernel's complaint, too, told with its lines; --fail-on and --allow-splats say which count", async () => {
  const program = compileFile(join(ownFolder(), 'warn'), join(fixtures, 'breaks-kernel/warn.c'));
  const warn = (...words: string[]) => umlExec([...kernel, ...words, '--', program]);
  const { exitCode, stderr } = await warn();
  expect(exitCode).toBe(125);
  expect(stderr).toMatch(/^uml-run: .*warn: the kernel complained: WARNING: .*mm\/page_alloc\.c:/);
  expect(stderr).toMatch(/^.*Call Trace:/m);
  expect(stderr).toContain('---[ end trace ');
  for (const words of [
    ['--fail-on', 'none'],
    ['--fail-on', 'oops,bug'],
    ['--allow-splats', 'mm/page_alloc'],
  ])
    expect(await warn(...words)).toMatchObject({ exitCode: 0, stderr: '' });
});

test.each([
  { stream: 'standard output', redirected: '| head -1', prints: 'yes' },
  { stream: 'standard error', redirected: '2>&1 >/dev/null | head -1', prints: 'yes >&2' },
])('141 is a $stream that nobody reads: it ends the program', async ({ redirected, prints }) => {
  const script = `"$@" ${redirected}; exit $\{PIPESTATUS[0]}`;
  const words = [...command, 'exec', ...kernel, '--', 'sh', '-c', prints];
  const { exitCode, stdout } = await execa('bash', ['-c', script, 'bash', ...words], { reject: false });
  expect({ exitCode, stdout }).toEqual({ exitCode: 141, stdout: 'y' });
});

test('output that is lost for another reason is told', async () => {
  const words = [...command, 'exec', ...kernel, '--', 'echo', 'x'];
  const { exitCode, stderr } = await execa('sh', ['-c', '"$@" >/dev/full', 'sh', ...words], { reject: false });
  expect(exitCode).toBe(125);
  expect(stderr).toMatch(/^uml-run: cannot write to standard output: no room left on the disk; send it elsewhere$/);
});

test('a limit ends a program that hangs, also one that stopped itself, and says what it did', async () => {
  const temporary = ownFolder();
  const words = [...kernel, '--timeout', '1', '--', 'sh', '-c', 'echo before; kill -STOP $$'];
  const { exitCode, stderr, stdout } = await umlExec(words, { env: { TMPDIR: temporary } });
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 125,
    stdout: 'before',
    stderr: expect.stringMatching(
      /^uml-run: sh: still running after 1 s: sh \(2\) stopped in \w+\n(.*\n)*What it did when its time was up:\nsh \(2\) stopped in \w+ < .*$/,
    ),
  });
  expect(await readdir(temporary)).toEqual([]);
});

/** Starts a script that prints a line when it is ready for signals. */
async function ready(script: string) {
  const running = umlExec([...kernel, '--', 'sh', '-c', script]);
  await once(running.stdout, 'data');
  // By itself it is a promise, which would be awaited here.
  return { running };
}

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)('without a limit there is none; %s is for the program and what it has started', async (signal, code) => {
  const { running } = await ready('(echo ready; exec sleep 1000)');
  running.kill(signal);
  expect(await running).toMatchObject({ exitCode: code, stdout: 'ready', stderr: '' });
});

test('a program may handle SIGTERM and SIGQUIT, and end with a code of its own', async () => {
  for (const signal of ['TERM', 'QUIT'] as const) {
    const { running } = await ready(`trap "echo caught; exit 7" ${signal}; echo ready; while :; do sleep 0.1; done`);
    running.kill(`SIG${signal}`);
    expect(await running).toMatchObject({ exitCode: 7, stdout: 'ready\ncaught' });
  }
});

test('of one that ignores the first signal, the second is the end', async () => {
  const { running } = await ready('trap "" TERM; echo ready; sleep 1000');
  running.kill('SIGTERM');
  await new Promise((resolve) => setTimeout(resolve, 500));
  running.kill('SIGTERM');
  expect(await running).toMatchObject({ exitCode: 130, stderr: 'uml-run: interrupted by SIGTERM' });
});

test('a program that takes its console of signals away hurts only itself', async () => {
  const script = 'stty -F /dev/tty1 icanon; (cat /dev/tty1 >/dev/null &); sleep 0.2; echo done; exit 3';
  expect(await umlExec([...kernel, '--', 'sh', '-c', script])).toMatchObject({ exitCode: 3, stdout: 'done' });
});

/**
 * Types lines on a terminal of 33 rows and 111 columns; python has one in its standard library.
 * @param words of the command, before those of uml-run and behind
 */
async function onTerminal(
  lines: string[],
  [before, program]: [before: string[], program: string[]] = [[], ['sh']],
): Promise<{ exitCode: number; screen: string }> {
  const script = join(ownFolder(), 'terminal.py');
  const driver = `
import fcntl, json, os, pty, select, struct, sys, termios
words, lines = json.loads(sys.argv[1]), json.loads(sys.argv[2])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(words[0], words)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 33, 111, 0, 0))
screen = b''
for line in lines + [None]:
    seen = len(screen)
    # A shell is ready when it shows its prompt; at the end the terminal closes.
    while line is None or b'# ' not in screen[seen:]:
        if not select.select([terminal], [], [], 60)[0]:
            sys.exit('nothing came: ' + repr(screen))
        try:
            part = os.read(terminal, 4096)
        except OSError:
            part = b''
        if part == b'':
            break
        screen += part
    if line is not None:
        os.write(terminal, line.encode('latin1'))
sys.stdout.buffer.write(screen)
sys.stdout.flush()
os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
  await writeFile(script, driver);
  const words = [...before, ...command, 'exec', '-it', ...kernel, '--', ...program];
  const { exitCode, stdout } = await execa('python3', [script, JSON.stringify(words), JSON.stringify(lines)], {
    reject: false,
    stdin: 'ignore',
  });
  return { exitCode: exitCode ?? -1, screen: stdout };
}

test("-it is a shell on a terminal of that size, where ctrl-C is the program's", async () => {
  const { exitCode, screen } = await onTerminal([
    'stty size; tty\r',
    'trap "echo caught" INT; kill -INT $$\r',
    'exit 5\r',
  ]);
  expect(screen).toContain('33 111');
  expect(screen).toContain('/dev/tty');
  expect(screen).toContain('caught');
  expect(exitCode).toBe(5);
});

test('a terminal shows what the program writes as it comes', async () => {
  const { exitCode, screen } = await onTerminal([], [[], ['sh', '-c', 'stty raw; printf "a\\nb\\r\\nc"; exit 4']]);
  expect([exitCode, screen]).toEqual([4, 'a\nb\r\nc']);
});

test('-t in the background of a terminal, as below timeout, runs its program and does not touch the terminal', async () => {
  const script = 'echo "$TERM on $(tty)"; exit 4';
  const { exitCode, screen } = await onTerminal(
    [],
    [
      ['env', 'TERM=vt220', 'timeout', '60'],
      ['sh', '-c', script],
    ],
  );
  expect(screen).toContain('vt220 on /dev/tty');
  expect(exitCode).toBe(4);
  const limited = await onTerminal(
    [],
    [
      ['timeout', '5'],
      ['sleep', '1000'],
    ],
  );
  expect(limited.exitCode).toBe(124);
});

test('without -t the program has pipes', async () => {
  const script = 'test -t 0 || test -t 1 || test -t 2 || echo pipes';
  expect(await umlExec([...kernel, '--', 'sh', '-c', script])).toMatchObject({ exitCode: 0, stdout: 'pipes' });
});

test('-t without a terminal is an error, and -t of another command too', async () => {
  const exec = await umlExec(['-t', ...kernel, '--', 'sh']);
  expect(exec.exitCode).toBe(125);
  expect(exec.stderr).toBe('uml-run: exec -t: standard input and output have to be a terminal');
  const run = await startCommand(['-t', 'x']);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toContain('"-t" is an option of exec only');
});

/** A program that writes 50 MB and then says so, whose standard output has a reader that waits. */
function writeUnread() {
  const words = ['exec', ...kernel, '--', 'sh', '-c', 'head -c 50000000 /dev/zero; echo done >&2'];
  const [name = '', ...rest] = [...command, ...words];
  const running = spawn(name, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  running.stderr.on('data', (bytes) => (said += bytes));
  return { running, said: () => said, ended: once(running, 'close') };
}

test('a program whose reader waits, waits too, and loses nothing', async () => {
  const { running, said, ended } = writeUnread();
  // By then, without a wait, it would long be done.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(said()).toBe('');
  let length = 0;
  running.stdout.on('data', (bytes: Buffer) => (length += bytes.length));
  expect(await ended).toEqual([0, null]);
  expect(length).toBe(50_000_000);
  expect(said()).toBe('done\n');
});

test('a signal ends a program whose reader waits', async () => {
  const { running, said } = writeUnread();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  running.kill('SIGINT');
  expect(await once(running, 'exit')).toEqual([130, null]);
  expect(said()).toBe('uml-run: interrupted by SIGINT\n');
});
