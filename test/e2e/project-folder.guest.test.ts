/** The folder that a program starts in, as the guest has it: at its own path, and with nothing done to it on the host. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { umlExec, umlRun } from '../support/command.ts';
import { write } from '../support/compile.ts';
import { kernelWords, type Series, seriesFor } from '../support/kernels.ts';
import { folderIn, ownFolder } from '../support/temporary-folder.ts';

/** For a command whose home is another. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? '', '.cache'), 'uml-run');

const secrets = ['.git/config', '.ssh/id', 'mine/key'];

/** With a program that says what it sees, changes all of it, and looks for what is hidden. */
function makeProject(above: string): string {
  const path = folderIn(above);
  for (const name of secrets) write(join(path, name), 'secret\n');
  write(join(path, '.git/HEAD'), 'main\n');
  write(join(path, 'lib/sub/file'), 'old\n');
  write(
    join(path, 'look'),
    `#!/bin/sh
pwd; echo "$0"; find . | sort
mv lib moved && echo new >>moved/sub/file && cat moved/sub/file && rm .git/HEAD && mkdir made && touch made/x
ls
cat ${secrets.join(' ')}
mkdir /tmp/again && mount -t hostfs -o /shown-0 none /tmp/again && cat ${secrets.map((name) => `/tmp/again/${name}`).join(' ')}
mount -t hostfs -o "/rootfs$PWD" none /tmp/again && cat ${secrets.map((name) => `/tmp/again/${name}`).join(' ')}
echo done
`,
  );
  return path;
}

const seen = (path: string) => `${path}
${path}/look
.
./.git
./.git/HEAD
./lib
./lib/sub
./lib/sub/file
./look
./mine
old
new
look
made
mine
moved
done`;

test.each(
  seriesFor('5.10', '7.2').flatMap((series): { series: Series; rootfs: string; above: string }[] => [
    { series, rootfs: 'minimal', above: series === '5.10' ? '/root' : '/srv' },
    { series, rootfs: 'host', above: series === '5.10' ? '/srv' : '/root' },
  ]),
)('exec shows the current folder, on $series with $rootfs in $above', async ({ series, rootfs, above }) => {
  const path = makeProject(above);
  const words = [...kernelWords(series), '--rootfs', rootfs, '--hide', 'mine/key', '--', './look'];
  const { exitCode, stdout } = await umlExec(words, { cwd: path });
  expect(exitCode).toBe(0);
  expect(stdout).toBe(seen(path));
  expect(readFileSync(join(path, 'lib/sub/file'), 'utf8')).toBe('old\n');
  expect(readFileSync(join(path, '.git/HEAD'), 'utf8')).toBe('main\n');
});

test('each test that run starts in a folder finds it as it is, in one guest', async () => {
  const path = folderIn(tmpdir());
  const script = '#!/bin/sh\nls; [ ! -e made ] && echo x >made && rm data && pwd';
  for (const name of ['a', 'b']) write(join(path, name), script);
  write(join(path, 'data'), '');
  const series = seriesFor('5.10', '7.2');
  const ran = await umlRun([...kernelWords(...series), '--jobs', '1', '--workdir', path, path, join(path, 'data')]);
  for (const one of series)
    for (const name of ['a', 'b'])
      expect(ran.bytes(name, 'stdout', one).toString(), `${name} on ${one}`).toBe(`a\nb\ndata\n${path}\n`);
  expect(ran.results.guests).toHaveLength(series.length);
  await ran.remove();
});

test('a copy has the modes, times, links and holes of what it is made from', async () => {
  const path = folderIn(tmpdir());
  write(join(path, 'sub/program'), 'x', 0o4751);
  write(join(path, 'sparse'), 'begin');
  truncateSync(join(path, 'sparse'), 20 << 20);
  appendFileSync(join(path, 'sparse'), 'end');
  write(join(path, 'hole'), '');
  truncateSync(join(path, 'hole'), 3 * 2 ** 30);
  symlinkSync('sub/program', join(path, 'link'));
  for (const name of ['sub/program', 'sparse', 'sub']) utimesSync(join(path, name), 1e9, 1.1e9);
  execFileSync('mkfifo', [join(path, 'pipe')]);
  const names = ['.', 'sub', 'sub/program', 'sparse', 'hole', 'link'];
  const look = `stat -c '%n %f %u %g %Y' ${names.join(' ')}; sha256sum sparse; stat -c %s hole`;
  const host = execFileSync('sh', ['-c', look], { cwd: path, encoding: 'utf8' });
  const script = `${look}; du -sk . | cut -f 1; ls`;
  const { stdout } = await umlExec([...kernelWords('5.10'), '--', 'sh', '-c', script], { cwd: path });
  expect(stdout.startsWith(host), stdout).toBe(true);
  const [kilobytes, ...listed] = stdout.slice(host.length).split('\n');
  expect(Number(kilobytes)).toBeLessThan(100);
  expect(listed).toEqual(['hole', 'link', 'sparse', 'sub']);
});

test.each(seriesFor('5.10', '7.2'))('a folder that has no room left on %s is told with what to do', async (series) => {
  const words = [
    ...kernelWords(series),
    '--quiet',
    '--memory',
    '64',
    '--',
    'sh',
    '-c',
    'head -c 40000000 /dev/zero >big',
  ];
  const { exitCode, stderr } = await umlExec(words, { cwd: folderIn(tmpdir()) });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^head: .*\nwarning: sh: the memory is full .*--memory\)$/);
});

test('a folder that is too large for a copy is read-only, and a line says so', async () => {
  const path = folderIn(tmpdir());
  mkdirSync(join(path, 'many'));
  for (let index = 0; index <= 10_000; index++) writeFileSync(join(path, 'many', String(index)), '');
  const words = [...kernelWords('5.10'), '--', 'sh', '-c', 'pwd; touch x; ls'];
  const { stdout, stderr } = await umlExec(words, { cwd: path });
  expect(stdout).toBe(`${path}\nmany`);
  expect(stderr).toMatch(
    /^warning: the folder that tests start in is read-only on 5\.10\.\d+, .*--workdir.*\ntouch: .*$/,
  );
});

test("with the host's root, the caller's tools are where they are, and the home they lie in is not shown", async () => {
  const home = ownFolder();
  for (const name of ['.cargo/bin/tool', 'tools/bin/python', '.cargo/credentials.toml', '.netrc', 'file', 'bin/mine'])
    write(join(home, name), '#!/bin/sh\necho "$0"');
  mkdirSync(join(home, 'venv/bin'), { recursive: true });
  symlinkSync(join(home, 'tools/bin/python'), join(home, 'venv/bin/python'));
  const env = { HOME: home, PATH: `${home}:${home}/bin:${process.env.PATH}`, VIRTUAL_ENV: join(home, 'venv') };
  const script =
    'ls -A "$1" "$CARGO_HOME"; "$CARGO_HOME"/bin/tool; "$1"/bin/mine; "$VIRTUAL_ENV"/bin/python; ls -ld /dev/shm';
  const words = [...kernelWords('7.2'), '--rootfs', 'host', '--', 'sh', '-c', script, 'sh', home];
  const { stdout } = await umlExec(words, { cwd: folderIn('/dev/shm'), env: { ...env, UML_RUN_CACHE: cache } });
  const listed = `${home}:\n.cargo\nbin\ntools\nvenv\n\n${home}/.cargo:\nbin\n`;
  const ran = `${home}/.cargo/bin/tool\n${home}/bin/mine\n${home}/venv/bin/python\n`;
  expect(stdout).toMatch(new RegExp(`^${listed}${ran}drwxrwxrwt `));
});

test('what is hidden among the libraries, which kernels read, is hidden from root, too', async () => {
  const script = `mkdir /tmp/again && mount -t hostfs -o /rootfs none /tmp/again && cd /tmp/again/usr/lib || exit 1
  cat os-release /usr/lib/os-release; head -c 4 */libc.so.6 | tail -c 3`;
  // Its usual place is a link that leads there.
  const words = [...kernelWords('7.2'), '--rootfs', 'host', '--hide', '/etc/os-release', '--', 'sh', '-c', script];
  expect((await umlExec(words, { cwd: folderIn(tmpdir()) })).stdout).toBe('ELF');
});

test('a folder that has the files of runs in it is shown without them', async () => {
  const path = folderIn(tmpdir());
  mkdirSync(join(path, 'uml-run-other'));
  const words = [...kernelWords('7.2'), '--', 'sh', '-c', 'pwd; ls'];
  const { stdout } = await umlExec(words, { cwd: path, env: { TMPDIR: path } });
  expect(stdout).toBe(path);
});

test('a home is not shown unless it is named, and then without its keys', async () => {
  const home = ownFolder();
  write(join(home, 'file'), '');
  write(join(home, '.ssh/id'), 'secret\n');
  const shown = async (...words: string[]) => {
    const all = [...kernelWords('7.2'), ...words, '--', 'sh', '-c', 'pwd; ls -A'];
    const { stdout, stderr } = await umlExec(all, { cwd: home, env: { HOME: home, UML_RUN_CACHE: cache } });
    return { stdout, stderr };
  };
  expect(await shown()).toEqual({
    stdout: '/work/1',
    stderr: expect.stringMatching(/^warning: the guest does not show ".*", which is a home .* --workdir to show it$/),
  });
  expect((await shown('--include', 'file')).stdout).toBe('/work/1\nfile');
  expect(await shown('--workdir', '.')).toEqual({ stdout: `${home}\nfile`, stderr: '' });
});
