import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, linkSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { execa } from 'execa';
import { describe, expect, test, vi } from 'vitest';
import { landlockVersion } from '../../src/host/landlock.ts';
import { nativeFile } from '../../src/host/native-file.ts';
import { compileFile } from '../support/compile.ts';
import { listenForDatagram } from '../support/datagram-listener.ts';
import { processesOf, soon } from '../support/processes.ts';
import { longFolder, ownFolder } from '../support/temporary-folder.ts';

/** Runs it with a lifeline that stays open. */
async function supervise(...words: string[]): Promise<{ exitCode: number | undefined; stderr: string }> {
  const { exitCode, stderr } = await execa(nativeFile('supervisor'), words, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    reject: false,
    env: {},
  });
  return { exitCode, stderr };
}

test.each([
  [['--unheard-of', 'x', '--', '/bin/true'], 'understand --unheard-of: error 22 (EINVAL)'],
  [['--read'], 'find a value for --read: error 22 (EINVAL)'],
  [['--read', '/usr'], 'start nothing: error 22 (EINVAL)'],
  [['--'], 'start nothing: error 22 (EINVAL)'],
  [['--', '/not/there'], 'start /not/there: error 2 (ENOENT)'],
  [['--memory', '/not/there', '--', '/bin/true'], 'open /not/there: error 2 (ENOENT)'],
  [['--tap', 'of-16-characters', '--', '/bin/true'], 'name a TAP device of-16-characters: error 36 (ENAMETOOLONG)'],
  [
    ['--', `/${'long'.repeat(3000)}`],
    `start /${'long'.repeat(3000)}`.slice(0, 8191 - 'uml-run supervisor: cannot '.length - 1),
  ],
])('what it cannot do it says: %j', async (words, problem) => {
  expect(await supervise(...words)).toEqual({ exitCode: 126, stderr: `uml-run supervisor: cannot ${problem}` });
});

test.each([
  ['exit 3', 3],
  ['kill -TERM $$', 128 + 15],
  // What looks like the end by a signal is one.
  ['exit 137', 127],
])('it ends as the guest does: %s', async (script, exitCode) => {
  expect(await supervise('--', '/bin/sh', '-c', script)).toEqual({ exitCode, stderr: '' });
});

test('nothing that the guest has started outlives it', async () => {
  // Its stderr would stay open.
  expect(await supervise('--', '/bin/sh', '-c', 'sleep 1000 & echo $! >&2')).toMatchObject({ exitCode: 0 });
});

test('more paths than it has room for are refused', async () => {
  const words = Array.from({ length: 4097 }, () => ['--read', '/usr']).flat();
  expect(await supervise(...words, '--', '/bin/true')).toEqual({
    exitCode: 126,
    stderr: 'uml-run supervisor: cannot take more paths than 4096: error 7 (E2BIG)',
  });
});

test('each guest has a processor of its own; with none left, the next one is not bound', async () => {
  const folder = ownFolder();
  const { stdout: allowed } = await execa('nproc');
  const count = Number(allowed);
  // In a network namespace of their own: there no guest of anybody else has one. The lifeline stays open.
  const script = `mkfifo lifeline
    for guest in $(seq ${count + 1}); do
      "$0" -- /bin/sh -c 'grep -o "Cpus_allowed_list.*" /proc/self/status; sleep 2' 3<>lifeline &
    done
    wait; "$0" -- /bin/grep -o "Cpus_allowed_list.*" /proc/self/status 3<>lifeline`;
  const { stdout } = await execa(
    'unshare',
    [process.getuid?.() === 0 ? '-n' : '-rn', 'sh', '-c', script, nativeFile('supervisor')],
    { cwd: folder },
  );
  const lists = stdout.split('\n').map((line) => line.split(':')[1]!.trim());
  const [afterwards] = lists.splice(-1);
  const bound = lists.filter((list) => /^\d+$/.test(list));
  expect(lists).toHaveLength(count + 1);
  expect(new Set(bound).size).toBe(count);
  // Those that have ended have given theirs back.
  expect(afterwards).toMatch(/^\d+$/);
});

test('a kernel makes the calls of the host that it needs, and no others', async () => {
  const folder = ownFolder();
  const program = compileFile(join(folder, 'calls'), join(import.meta.dirname, 'calls.c'));
  const words = ['--read', '/', '--', program, String(process.pid)];
  const { stdout } = await execa(nativeFile('supervisor'), words, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    cwd: folder,
  });
  const told = Object.fromEntries(stdout.split('\n').map((line) => line.split(/: (?=\w+$)/)));
  const allowed = Object.keys(told).filter((what) => told[what] === 'works' && what !== 'signal outside');
  expect(allowed).toEqual([
    'getpid',
    'memory',
    'open',
    'pair of streams',
    'signal 0 to itself',
    "owner of a descriptor's signal: itself",
  ]);
  const { 'signal outside': outside, ...refused } = told;
  // By Landlock where the host has its scopes; the signal itself is one that a kernel sends.
  expect(['EPERM', 'works']).toContain(outside);
  for (const what of allowed) delete refused[what];
  expect(new Set(Object.values(refused))).toEqual(new Set(['EPERM']));
  expect(Object.keys(refused)).toHaveLength(22);
});

test('a kernel that opens its TAP device gets it each time, whatever signals arrive', async () => {
  const folder = ownFolder();
  const program = compileFile(join(folder, 'opens'), join(import.meta.dirname, 'tap-opener.c'));
  const words = ['--read', '/', '--tap', 'uml0', '--tap-link', 'vec0:by-name', '--', program, 'vec0:inherited'];
  const { stdout } = await execa('unshare', ['-rn', nativeFile('supervisor'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  expect(stdout).toBe('vec0:by-name 2000 header');
});

describe.runIf(process.getuid!() === 0)('a user for each guest', () => {
  test('is one that no other guest has, and gets the folders that the guest writes to', async () => {
    const folder = ownFolder();
    const [memory, boot] = [join(folder, 'memory'), join(folder, 'boot')];
    for (const path of [memory, boot]) mkdirSync(path);
    const words = ['--users-from', '1900000000', '--memory', memory, '--unlink-in', boot];
    const shown = await execa(
      nativeFile('supervisor'),
      [...words, '--', '/bin/sh', '-c', 'echo $$; id -u; id -g; id -G'],
      {
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      },
    );
    const [pid, ...ids] = shown.stdout.split('\n').map(Number);
    const user = 1_900_000_000 + pid!;
    expect(ids).toEqual([user, user, user]);
    for (const path of [memory, boot]) expect(statSync(path)).toMatchObject({ uid: user, gid: user });
  });

  test('is the one whose console is asked', async () => {
    expect(await heardAt('console', () => undefined, ['--users-from', '1900000000'])).toBe('nothing');
  });
});

test('a guest meets its limits as errors, and no limit raises what this process may', async () => {
  const folder = ownFolder();
  const limits = ['--processes', '3333', '--descriptors', '444', '--data-bytes', '20480000', '--file-bytes', '5120'];
  const script = `ulimit -Hu; ulimit -Su; ulimit -Hn; ulimit -Sn; ulimit -Hd; ulimit -Hf; ulimit -c; cat /proc/self/oom_score_adj
    head -c 6000 /dev/zero > ${folder}/file; echo $?; wc -c < ${folder}/file`;
  const run = async (words: string[]) => {
    const options = { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] } as const;
    const { stdout } = await execa(nativeFile('supervisor'), [...words, '--', '/bin/bash', '-c', script], options);
    return stdout.split('\n');
  };
  expect(await run(limits)).toEqual(['3333', '3333', '444', '444', '20000', '5', '0', '1000', '1', '5120']);
  const { stdout: most } = await execa('bash', ['-c', 'ulimit -Hn']);
  expect((await run(['--descriptors', '99999999999']))[2]).toBe(most);
});

describe('the request to the management console', () => {
  test('is ctrl-alt-del', async () => {
    expect(await heardAt('console', () => undefined)).toBe('cad');
  });

  test.each<[string, (memory: string, elsewhere: string) => void]>([
    [
      'a link in its place',
      (memory, elsewhere) => symlinkSync(join(elsewhere, 'mconsole'), join(memory, 'guest/mconsole')),
    ],
    [
      'a link in the place of its folder',
      (memory, elsewhere) => {
        renameSync(join(memory, 'guest'), join(memory, 'old'));
        symlinkSync(elsewhere, join(memory, 'guest'));
      },
    ],
    [
      'another name of another socket',
      (memory, elsewhere) => linkSync(join(elsewhere, 'mconsole'), join(memory, 'guest/mconsole')),
    ],
    ['a file', (memory) => writeFileSync(join(memory, 'guest/mconsole'), '')],
    ['nothing', () => undefined],
  ])('is sent nowhere when there is %s', async (_, prepare) => {
    expect(await heardAt('elsewhere', prepare)).toBe('nothing');
  });

  test.runIf(process.getuid!() === 0)('is sent to no socket of another user', async () => {
    expect(await heardAt('console', (memory) => chownSync(join(memory, 'guest/mconsole'), 65534, 65534))).toBe(
      'nothing',
    );
  });
});

/** What a socket hears that is at `guest/mconsole` in the kernel's folder, or at `elsewhere` in another. */
async function heardAt(
  place: 'console' | 'elsewhere',
  prepare: (memory: string, elsewhere: string) => void,
  more: string[] = [],
) {
  const folder = ownFolder();
  const [memory, elsewhere] = [join(folder, 'memory'), join(folder, 'elsewhere')];
  mkdirSync(join(memory, 'guest'), { recursive: true });
  mkdirSync(elsewhere);
  const heard = await listenForDatagram(
    join(place === 'console' ? join(memory, 'guest') : elsewhere, 'mconsole'),
    folder,
  );
  prepare(memory, elsewhere);
  const words = [...more, '--memory', memory, '--console', 'guest/mconsole', '--', '/bin/sleep', '1000'];
  const supervisor = execa(nativeFile('supervisor'), words, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    reject: false,
    env: {},
  });
  // It reads one byte after the other: when it has ended, the request was sent, if it ever is.
  (supervisor.stdio[3] as unknown as NodeJS.WritableStream).write('?.');
  expect((await supervisor).exitCode).toBe(128 + 9);
  return heard();
}

describe('the socket of a network', () => {
  /** Says what it is told on descriptor 11. */
  const hearer = ['/usr/bin/python3', '-c', 'import socket; print(socket.socket(fileno=11).recv(99).decode())'];

  /** Listens for one connection of packets, sends a word, and ends. */
  function listener(path: string, wait: number) {
    const lines = [
      'import os, socket, sys, time',
      `time.sleep(${wait})`,
      'folder, name = os.path.split(sys.argv[1]); os.chdir(folder)',
      's = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)',
      's.bind(name); s.listen(1)',
      's.accept()[0].send(b"hello")',
    ];
    return execa('/usr/bin/python3', ['-c', lines.join('\n'), path]);
  }

  test.each([0, 0.3])('is connected as soon as somebody listens, wherever it lies: after %d s', async (wait) => {
    const path = join(longFolder(), 'link');
    const listening = listener(path, wait);
    const { stdout, exitCode } = await execa(nativeFile('supervisor'), ['--connect', path, '--', ...hearer], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      reject: false,
    });
    expect({ stdout, exitCode }).toEqual({ stdout: 'hello', exitCode: 0 });
    await listening;
  });

  // With modules, the supervisor cannot end its guest before that executes the kernel.
  test.each([{ modules: [] }, { modules: ['--modules', '/none'] }])(
    'is not waited for when the guest is to end: $modules',
    async ({ modules }) => {
      const path = join(ownFolder(), 'link');
      const running = execa(nativeFile('supervisor'), ['--connect', path, ...modules, '--', ...hearer], {
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        reject: false,
      });
      expect(await soon(10, () => processesOf(path).length === 2)).toBe(true);
      (running.stdio[3] as Duplex).write('.');
      // Nobody has given up.
      expect(await running).toMatchObject({ stdout: '', stderr: '' });
    },
  );

  test('has a name as long as the system allows', async () => {
    const path = `/${'x'.repeat(108)}`;
    expect(await supervise('--connect', path, '--', '/bin/true')).toEqual({
      exitCode: 126,
      stderr: `uml-run supervisor: cannot connect to ${path}: error 36 (ENAMETOOLONG)`,
    });
  });
});

describe('a helper', () => {
  /** What of some sockets it can make, by their names. */
  async function socketsOf(role: string): Promise<string[]> {
    const script = `
import socket as s, ctypes
kinds = {'tcp': (s.AF_INET, s.SOCK_STREAM), 'udp6': (s.AF_INET6, s.SOCK_DGRAM), 'packets': (s.AF_UNIX, s.SOCK_SEQPACKET),
  'stream': (s.AF_UNIX, s.SOCK_STREAM), 'datagram': (s.AF_UNIX, s.SOCK_DGRAM), 'netlink': (s.AF_NETLINK, s.SOCK_RAW),
  'packet': (s.AF_PACKET, s.SOCK_RAW), 'alg': (s.AF_ALG, s.SOCK_SEQPACKET), 'vsock': (s.AF_VSOCK, s.SOCK_STREAM)}
for name, kind in kinds.items():
  try: s.socket(*kind); print(name)
  except OSError: pass
`;
    const { stdout } = await execa(nativeFile('supervisor'), ['--role', role, '--', '/usr/bin/python3', '-c', script], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    return stdout.split('\n');
  }

  test('makes sockets of the internet and of packets, and no others', async () => {
    expect(await socketsOf('helper')).toEqual(['tcp', 'udp6', 'packets']);
  });

  test('makes streams, too, where it is told what to do by one', async () => {
    expect(await socketsOf('helper-with-api')).toEqual(['tcp', 'udp6', 'packets', 'stream']);
  });

  test('may connect by TCP where its files are confined, and reaches no others', async () => {
    const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const script = `
import os, socket
print(socket.create_connection(('127.0.0.1', ${port})).recv(9).decode(), os.access('/etc/hostname', os.R_OK))
try: open('/etc/hostname')
except PermissionError: print('refused')
`;
    const read = ['/usr', '/lib', '/lib64', '/etc/ld.so.cache'].flatMap((path) => ['--read', path]);
    const { stdout } = await execa(
      nativeFile('supervisor'),
      [...read, '--role', 'helper', '--', '/usr/bin/python3', '-c', script],
      { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] },
    );
    server.close();
    expect(stdout).toMatch(/^hello /);
    if (landlockVersion() > 0) expect(stdout).toMatch(/refused$/);
  });
});

describe('modules that are not there yet', () => {
  /** A folder of modules with one of them, and a program that looks for things in it, under the supervisor. */
  function look(script: string, through: string[] = []) {
    const folder = ownFolder();
    mkdirSync(join(folder, 'all/kernel/net'), { recursive: true });
    mkdirSync(join(folder, 'some/kernel/net'), { recursive: true });
    for (const path of [
      'all/kernel/net/ipv6.ko',
      'all/kernel/net/tun.ko',
      'some/kernel/net/ipv6.ko',
      'some/modules.dep',
    ])
      writeFileSync(join(folder, path), path);
    symlinkSync('some', join(folder, 'modules'));
    const words = ['--modules', join(folder, 'modules/kernel'), '--', '/bin/sh', '-c', script];
    const [command, ...rest] = [...through, nativeFile('supervisor'), ...words];
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] as const;
    const child = spawn(command!, rest, { cwd: folder, stdio: [...stdio], env: { D: folder } });
    // Under another supervisor, which has a lifeline of its own.
    const lifeline = (child.stdio as unknown[])[through.length > 0 ? 4 : 3] as Duplex;
    const asked: string[] = [];
    createInterface(lifeline).on('line', (line) => asked.push(line.replace(`${folder}/`, '')));
    const output = text(child.stdout!);
    const code = once(child, 'close').then(([code]) => code);
    return {
      asked,
      ended: Promise.all([code, output]),
      give() {
        rmSync(join(folder, 'modules'));
        symlinkSync('all', join(folder, 'modules'));
        lifeline.write('m');
      },
      end: () => lifeline.write('.'),
    };
  }
  const wasAsked = ({ asked }: { asked: string[] }) => vi.waitFor(() => expect(asked).toHaveLength(1), 10_000);

  test('what is there, and what lies elsewhere, is found without them', async () => {
    const script =
      'cat $D/modules/kernel/net/ipv6.ko $D/modules/modules.dep; stat -c %F $D/modules/kernel; ls $D/modules; stat $D/no';
    const { asked, ended } = look(script);
    expect(await ended).toEqual([1, 'some/kernel/net/ipv6.kosome/modules.depdirectory\nkernel\nmodules.dep\n']);
    expect(asked).toEqual([]);
  });

  test.each([
    ['stat -c %F $D//modules//kernel/net/tun.ko', 'modules//kernel/net/tun.ko', 'regular file\n'],
    ['ls $D/modules/kernel/net', 'modules/kernel/net', 'ipv6.ko\ntun.ko\n'],
    ['cd $D/modules/kernel; ls; ls $D/modules/kernel', 'modules/kernel', 'net\nnet\n'],
  ])('a call about what is not there waits for them: %s', async (script, what, output) => {
    const looking = look(`${script}; stat -c %F $D/modules/kernel/net/tun.ko`);
    await wasAsked(looking);
    looking.give();
    expect(await looking.ended).toEqual([0, `${output}regular file\n`]);
    expect(looking.asked.map((path) => path.replace(/^\/*/, ''))).toEqual([what]);
  });

  test('a guest that waits can be ended', async () => {
    const looking = look('ls $D/modules/kernel');
    await wasAsked(looking);
    looking.end();
    expect(await looking.ended).toEqual([128 + 9, '']);
  });

  test('where calls cannot be watched, it asks before the guest starts', async () => {
    // One process can have one listener.
    const outer = [nativeFile('supervisor'), '--modules', '/none', '--', '/bin/sh', '-c', 'exec "$0" "$@" 3<&4'];
    for (const [byte, end] of [
      ['give', [0, 'tun.ko\n']],
      // As the outer one has it.
      ['end', [127, '']],
    ] as const) {
      const looking = look('cd $D/modules/kernel/net; echo tun*', outer);
      await wasAsked(looking);
      looking[byte]();
      expect(await looking.ended).toEqual(end);
    }
  });
});
