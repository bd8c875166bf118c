/** The client, against a server that does what a script says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { nativeFile } from '../../src/host/native-file.ts';
import { bytesOf, textOf } from '../../src/text/any-bytes.ts';
import {
  type CallRequest,
  clientStamp,
  decidingNames,
  decidingVariables,
  decodeRequest,
} from '../../src/warm/request.ts';
import { type Conversation, type ScriptedServer, scriptedServer } from '../support/scripted-server.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const client = nativeFile('uml-run-exec');
const command = join(dirname(client), '../cli.js');

/** Takes the request, and lets the program start. */
async function begin({ next, say }: Conversation, { credit = 65536, terminal = 0 } = {}): Promise<CallRequest> {
  const request = decodeRequest((await next())!.bytes);
  await say('accepted', Buffer.of(terminal));
  await say('credit', number(credit));
  return request;
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function run(
  words: string[],
  { environment, folder }: { environment: Record<string, string>; folder: string },
  input = '',
) {
  return execa(client, words, {
    env: environment,
    extendEnv: false,
    cwd: folder,
    input,
    reject: false,
    encoding: 'latin1',
    stripFinalNewline: false,
  });
}

test('it asks for what it was given: words, folder and environment of any bytes', async () => {
  const strange = `a\n"${textOf(Buffer.of(0xff, 0xc3, 0x80))}ü€😀`;
  const more = { ...Object.fromEntries(decidingNames.map((name) => [name, `of ${name}`])), UML_RUN_MEMORY: '512' };
  const environment = { ...more, UML_RUN_ARTIFACTS: '/left', OTHER: 'x=y', EMPTY: '' };
  let request: CallRequest | undefined;
  const server = await scriptedServer(
    async (conversation) => {
      request = await begin(conversation);
      await conversation.say('exit', Buffer.of(7));
    },
    { options: ['-k', 'distro:6.1'], more: environment },
  );
  // Node gives programs UTF-8 only.
  const script = `import os; os.chdir(os.environb[b'XDG_RUNTIME_DIR']); os.environb[b'STRANGE'] = bytes.fromhex('${bytesOf(strange).toString('hex')}')
os.execv('${client}', [b'x', b'-k', b'distro:6.1', b'--', b'prog', b'', b'--', os.environb[b'STRANGE']])`;
  const { exitCode } = await execa('/usr/bin/python3', ['-c', script], {
    env: server.environment,
    extendEnv: false,
    reject: false,
  });
  expect([exitCode, server.problems]).toEqual([7, []]);
  expect(request).toMatchObject({
    stamp: clientStamp(),
    words: {
      options: ['-k', 'distro:6.1'],
      folder: server.folder,
      variables: decidingVariables(server.environment),
    },
    program: 'prog',
    arguments: ['', '--', strange],
    environment: { ...server.environment, STRANGE: strange },
  });
  expect(request!.terminal).toBeUndefined();
});

test('bytes and their order are those of the server, however much it is', async () => {
  const piece = Buffer.from(Array.from({ length: 70_001 }, (_, at) => (at * 7) % 256));
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation);
    for (let at = 0; at < 30; at++) await conversation.say(at % 3 === 2 ? 'stderr' : 'stdout', piece);
    await conversation.say('exit', Buffer.of(255));
  });
  const { exitCode, stdout, stderr } = await run(['prog'], server);
  expect(exitCode).toBe(255);
  expect(stdout === piece.toString('latin1').repeat(20)).toBe(true);
  expect(stderr === piece.toString('latin1').repeat(10)).toBe(true);
});

test('it reads as much input as it has credit for, and says when it ends', async () => {
  let given = '';
  const server = await scriptedServer(async ({ next, say, ...rest }) => {
    await begin({ next, say, ...rest }, { credit: 3 });
    for (let frame = await next(); frame?.bytes.length; frame = await next()) {
      given += `${frame.bytes}|`;
      await say('credit', number(4));
    }
    await say('exit', Buffer.of(0));
  });
  expect((await run(['prog'], server, 'abcdefghi')).exitCode).toBe(0);
  expect(given).toBe('abc|defg|hi|');
});

test('input that the program does not read stays where it is', async () => {
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation, { credit: 2 });
    await conversation.next();
    await conversation.say('exit', Buffer.of(0));
  });
  const { stdout } = await execa('sh', ['-c', '{ "$0" prog; cat; } < "$1"', client, written('abcdef')], {
    env: server.environment,
    extendEnv: false,
    cwd: server.folder,
  });
  expect(stdout).toBe('cdef');
});

function written(text: string): string {
  const path = join(ownFolder(), 'file');
  writeFileSync(path, text);
  return path;
}

test.each([
  ['closed', '<&-'],
  ['a folder', '< /'],
  ['/dev/null', '< /dev/null'],
])('an input that is %s has ended', async (_, redirection) => {
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation);
    const frame = await conversation.next();
    await conversation.say('exit', Buffer.of(frame?.type === 'stdin' && frame.bytes.length === 0 ? 0 : 1));
  });
  await execa('sh', ['-c', `exec "$0" prog ${redirection}`, client], {
    env: server.environment,
    extendEnv: false,
    cwd: server.folder,
  });
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)(
  '%s is for the program, and the next ends the client',
  async (name) => {
    const heard: number[] = [];
    const server = await scriptedServer(async (conversation) => {
      await begin(conversation);
      await conversation.say('stdout', 'started');
      for (let frame = await conversation.next(); frame; frame = await conversation.next())
        if (frame.type === 'signal') {
          heard.push(...frame.bytes);
          await conversation.say('stdout', 'heard');
        }
    });
    const started = spawn(client, ['prog'], { env: server.environment, cwd: server.folder });
    const ended = once(started, 'close');
    let error = '';
    started.stderr.on('data', (bytes) => {
      error += bytes;
    });
    await once(started.stdout, 'data');
    started.kill(name);
    await once(started.stdout, 'data');
    // Until it is no longer taken for an echo of the first.
    const again = setInterval(() => started.kill(name), 100);
    expect(await ended).toEqual([130, null]);
    clearInterval(again);
    expect([heard.length, error]).toEqual([1, `uml-run: interrupted by ${name}\n`]);
  },
);

test('a signal that is ignored where the client starts is not heard', async () => {
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation);
    await conversation.say('stdout', 'started');
    const frame = await conversation.next();
    await conversation.say('exit', Buffer.of(frame?.type === 'signal' ? frame.bytes[0]! : 0));
  });
  const started = spawn('sh', ['-c', 'trap "" HUP; exec "$0" prog', client], {
    env: server.environment,
    cwd: server.folder,
  });
  const ended = once(started, 'close');
  await once(started.stdout, 'data');
  started.kill('SIGHUP');
  started.kill('SIGTERM');
  expect(await ended).toEqual([15, null]);
});

test('when nobody reads what the program prints, the client ends with 141, and so does the call', async () => {
  let isOver = false;
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation);
    for (let isThere = true; isThere; isThere = !conversation.socket.destroyed)
      await conversation.say('stdout', 'y\n'.repeat(5000));
    isOver = true;
  });
  const { stdout } = await execa('bash', ['-o', 'pipefail', '-c', '"$0" prog | head -n1; echo $?', client], {
    env: server.environment,
    extendEnv: false,
    // On a socket, bash would read its settings.
    stdin: 'ignore',
    cwd: server.folder,
  });
  expect(stdout).toBe('y\n141');
  await expect.poll(() => isOver).toBe(true);
});

test('what cannot be written is said', async () => {
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation);
    await conversation.say('stdout', 'text');
    await conversation.next();
  });
  const { exitCode, stderr } = await execa('sh', ['-c', 'exec "$0" prog > /dev/full', client], {
    env: server.environment,
    extendEnv: false,
    cwd: server.folder,
    reject: false,
  });
  expect(exitCode).toBe(125);
  expect(stderr).toBe(
    'uml-run: cannot write to standard output: no space left on the device (ENOSPC); send it elsewhere',
  );
});

test('a server that ends while the program runs', async () => {
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation);
    conversation.socket.end();
  });
  const { exitCode, stderr } = await run(['prog'], server);
  expect([exitCode, stderr]).toEqual([125, 'uml-run: the server of warm guests has ended, and the program with it\n']);
});

/** On a terminal of 33 rows and 99 columns: what comes out, how it ends, and whether the terminal's modes are as before. */
async function onTerminal({ environment, folder }: ScriptedServer, steps: [waitFor: string, python: string][]) {
  const lines = [
    'import fcntl, json, os, pty, signal, struct, sys, termios',
    'pid, terminal = pty.fork()',
    'if pid == 0:',
    "    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 33, 99, 0, 0))",
    '    before = termios.tcgetattr(0)',
    '    child = os.fork()',
    `    if child == 0: os.execv('${client}', ['x', 'prog'])`,
    '    signal.signal(signal.SIGINT, signal.SIG_IGN)',
    '    status = os.waitpid(child, 0)[1]',
    "    print('code', os.waitstatus_to_exitcode(status), before == termios.tcgetattr(0), 'bye', flush=True)",
    '    os._exit(0)',
    "said = b''",
    'def until(text):',
    '    global said',
    '    while text not in said: said += os.read(terminal, 4096)',
    ...steps.flatMap(([text, python]) => [`until(${JSON.stringify(text)}.encode())`, python]),
    "until(b'bye')",
    'print(json.dumps(said.decode()))',
  ];
  const { stdout } = await execa('/usr/bin/python3', ['-c', lines.join('\n')], {
    env: environment,
    extendEnv: false,
    cwd: folder,
  });
  return JSON.parse(stdout) as string;
}

test('a terminal: keys and sizes go to the program, and its modes are given back', async () => {
  const heard: string[] = [];
  let size: unknown;
  const server = await scriptedServer(async (conversation) => {
    size = (await begin(conversation, { terminal: 1 })).terminal;
    await conversation.say('stdout', 'started');
    while (heard.length < 2) {
      const { type, bytes } = (await conversation.next())!;
      heard.push(`${type} ${bytes.toString('hex')}`);
      await conversation.say('stdout', `heard${heard.length}`);
    }
    await conversation.say('exit', Buffer.of(5));
  });
  const said = await onTerminal(server, [
    ['started', "os.write(terminal, b'\\x03')"],
    ['heard1', "fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 44, 111, 0, 0))"],
  ]);
  expect([size, heard]).toEqual([{ rows: 33, columns: 99 }, ['stdin 03', 'size 2c006f00']]);
  expect(said).toContain('code 5 True');
});

test('a terminal shows what the program writes as it comes', async () => {
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation, { terminal: 1 });
    await conversation.say('stdout', 'a\nb\r\nc');
    await conversation.say('exit', Buffer.of(5));
  });
  expect(await onTerminal(server, [])).toMatch(/a\nb\r\nc.*code 5 True/);
});

test('messages of the server are lines of a terminal like any other', async () => {
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation, { terminal: 1 });
    await conversation.say('stdout', 'started');
    await conversation.say('stderr', 'uml-run: kernel panic\numl-run: and more\n');
    await conversation.say('exit', Buffer.of(125));
  });
  expect(await onTerminal(server, [])).toMatch(/uml-run: kernel panic\r\numl-run: and more\r\n.*code 125 True/);
});

test('a terminal is given back however the client ends', async () => {
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation, { terminal: 1 });
    await conversation.say('stdout', 'started');
    await conversation.next();
    conversation.socket.destroy();
  });
  expect(await onTerminal(server, [['started', "os.write(terminal, b'x')"]])).toContain('code 125 True');
});

test('in the background of a terminal nothing is read from it', async () => {
  const heard: string[] = [];
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation);
    await conversation.say('stdout', 'started');
    await Promise.race([
      new Promise((resolve) => setTimeout(resolve, 300)),
      conversation.next().then((frame) => frame && heard.push(frame.type)),
    ]);
    await conversation.say('exit', Buffer.of(0));
  });
  const driver = [
    'import os, pty',
    'pid, terminal = pty.fork()',
    'if pid == 0:',
    '    child = os.fork()',
    '    if child == 0:',
    '        os.setpgid(0, 0)',
    `        os.execv('${client}', ['x', 'prog'])`,
    '    pid, status = os.waitpid(child, os.WUNTRACED)',
    "    print('ended', os.WIFSTOPPED(status), status, flush=True)",
    '    os._exit(0)',
    "said = b''",
    "while b'started' not in said: said += os.read(terminal, 4096)",
    "os.write(terminal, b'line\\n')",
    "while b'ended' not in said: said += os.read(terminal, 4096)",
    "print(said.decode().split('ended ')[1])",
  ].join('\n');
  const { stdout } = await execa('/usr/bin/python3', ['-c', driver], {
    env: server.environment,
    extendEnv: false,
    cwd: server.folder,
  });
  expect([stdout.trim(), heard]).toEqual(['False 0', []]);
});

/** Stands for Node.js: says what it was started with. */
function withNode(environment: Record<string, string>): Record<string, string> {
  const folder = ownFolder();
  const node = join(folder, 'node');
  writeFileSync(node, '#!/bin/sh\nprintf "%s|" node "$@" "$UML_RUN_COLD$UML_RUN_WARM_TRIED"\n');
  chmodSync(node, 0o755);
  return { ...environment, PATH: `/nowhere::${folder}` };
}

const without = (environment: Record<string, string>) => ({ environment: withNode(environment), folder: ownFolder() });

test.each([
  ['words without "--"', ['-k', 'distro:6.1', 'prog']],
  ['options alone', ['--help']],
  ['nothing after "--"', ['-t', '--']],
  ['no words', []],
  ['a program that no server is known for', ['prog', '-x', '', '--', 'a b']],
])('%s: Node.js gets them as they are', async (_, words) => {
  const { stdout, exitCode } = await run(words, without({ XDG_RUNTIME_DIR: '' }));
  expect([exitCode, stdout]).toEqual([0, ['node', command, 'exec', '--warm', ...words, '', ''].join('|')]);
});

const refusals: [string, string, (conversation: Conversation) => Promise<unknown>][] = [
  [
    'refuses',
    'no such call',
    async ({ next, say }) => {
      await next();
      await say('refused', 'no such call');
    },
  ],
  [
    'refuses when it has accepted',
    'no guest boots',
    async ({ next, say }) => {
      await next();
      await say('accepted', Buffer.of(0));
      await say('refused', 'no guest boots');
    },
  ],
  [
    'ends',
    'its server has ended',
    async ({ next, socket }) => {
      await next();
      socket.end();
    },
  ],
  ['ends at once', 'its server has ended', async ({ socket }) => socket.destroy()],
];

test.each(refusals)('a server that %s: Node.js is next, and is told why the second time', async (_, why, script) => {
  const node = withNode({});
  const server = await scriptedServer(script, { more: node });
  const first = await run(['prog'], server, 'input');
  expect(first.stdout).toBe(`node|${command}|exec|--warm|prog||`);
  const again = { ...server, environment: { ...server.environment, UML_RUN_WARM_TRIED: '1' } };
  const second = await run(['prog'], again, 'input');
  const reasons = [why, 'its server does not listen'].map((reason) => `node|${command}|exec|--warm|prog|${reason}|`);
  expect(reasons).toContain(second.stdout);
});

test('the call ends with the process that has started the client and handed the call over', async () => {
  let left: unknown = 'the call goes on';
  const server = await scriptedServer(async (conversation) => {
    await begin(conversation);
    parent.kill('SIGKILL');
    left = await conversation.next();
  });
  const script = 'UML_RUN_WARM_TRIED=$$ "$0" prog; exit';
  const parent = spawn('sh', ['-c', script, client], { env: server.environment, cwd: server.folder });
  await once(parent, 'exit');
  await expect.poll(() => left).toBeUndefined();
});

test('without Node.js it says what is missing', async () => {
  const { exitCode, stderr } = await run(['prog'], { environment: { PATH: '/nowhere' }, folder: ownFolder() });
  expect([exitCode, stderr]).toEqual([
    125,
    'uml-run: no server can be asked, and there is no node on the PATH; install Node.js 20.12 or later\n',
  ]);
});

test.each([
  ['is open to others', (place: string) => chmodSync(place, 0o755)],
  [
    'is a link',
    (place: string) => {
      renameSync(place, `${place}-real`);
      symlinkSync(`${place}-real`, place);
    },
  ],
])('a place that %s is not used', async (_, change) => {
  const node = withNode({});
  const server = await scriptedServer(async (conversation) => begin(conversation), { more: node });
  change(join(server.folder, 'uml-run'));
  expect((await run(['prog'], server)).stdout).toContain('node|');
});

test('it is a static file of a few kilobytes', () => {
  expect(readFileSync(client).length).toBeLessThan(16 << 10);
});
