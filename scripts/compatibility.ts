/**
 * `npm run compatibility`: runs each kind of program in each kind of root file system on each kernel, and writes
 * docs/compatibility.md from what came of it. Options: --alpine-mirror <URL or folder>, --debian <folder of
 * debootstrap>.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { openContext } from '../src/cache/context.ts';
import type { Results, TestResult } from '../src/model/results.ts';
import { provideRootfs } from '../src/rootfs/rootfs.ts';
import { makePrograms } from './program-kinds.ts';

const root = join(import.meta.dirname, '..');
const kernels = ['5.10', '6.1', '6.12', '7.2'];
const { values } = parseArgs({ options: { 'alpine-mirror': { type: 'string' }, debian: { type: 'string' } } });
const mirror = values['alpine-mirror'] === undefined ? [] : ['--alpine-mirror', values['alpine-mirror']];

/** What the kinds of `program-kinds.ts` are, for people. */
const kinds: Record<string, string> = {
  dynamic: 'glibc, dynamic',
  static: 'glibc, static',
  'static-pie': 'glibc, static-pie',
  musl: 'musl, dynamic',
  'c++': 'C++ with libstdc++',
  dlopen: 'calls dlopen',
  $ORIGIN: 'with a library beside it ($ORIGIN)',
  starter: 'starts another test',
  sh: '`#!/bin/sh`',
  python: '`#!/usr/bin/env python3`',
  rust: 'Rust',
  go: 'Go, with cgo',
  'static go': 'Go, static',
};

const scratch = mkdtempSync(join(tmpdir(), 'uml-run-compatibility-'));
try {
  const programs = { ...makePrograms(scratch), ...(await rust()), ...(await go()) };
  const columns: Record<string, TestResult[]> = {};
  for (const [name, words] of Object.entries(await rootfses()))
    columns[name] = await runAll(Object.values(programs), words);
  writeFileSync(join(root, 'docs/compatibility.md'), page(programs, columns));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Options for each, by its name in the page. */
async function rootfses(): Promise<Record<string, string[]>> {
  const context = await openContext({ log: { progress() {}, info() {}, warning: console.error } });
  const alpineMirror = values['alpine-mirror'];
  const { path } = await provideRootfs('alpine:3.19.4', alpineMirror === undefined ? {} : { alpineMirror }, context);
  const made = (name: string) => join(scratch, name);
  const environment = { env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } };
  await execa('tar', ['-c', '-z', '-f', made('alpine.tar.gz'), '-C', path, '.']);
  await execa('mke2fs', ['-q', '-t', 'ext4', '-d', path, made('alpine.ext4'), '64M'], environment);
  await execa('mksquashfs', [path, made('alpine.squashfs'), '-quiet', '-no-progress']);
  return {
    minimal: ['--rootfs', 'minimal'],
    host: ['--rootfs', 'host'],
    'alpine:3.19.4': ['--rootfs', 'alpine:3.19.4'],
    'Alpine, `--libraries none`': ['--rootfs', 'alpine:3.19.4', '--libraries', 'none'],
    'Alpine, `--libraries gcompat`': ['--rootfs', 'alpine:3.19.4', '--libraries', 'gcompat'],
    tarball: ['--rootfs', made('alpine.tar.gz')],
    ext4: ['--rootfs', made('alpine.ext4')],
    squashfs: ['--rootfs', made('alpine.squashfs')],
    ...(values.debian && {
      'Debian 12 folder': ['--rootfs', values.debian],
      'Debian, `--libraries none`': ['--rootfs', values.debian, '--libraries', 'none'],
    }),
  };
}

async function runAll(programs: string[], words: string[]): Promise<TestResult[]> {
  const output = join(scratch, 'results');
  const specs = kernels.map((one) => `distro:${one}`).join();
  await execa(
    'node',
    [join(root, 'dist/cli.js'), '--kernel', specs, '--output', output, ...mirror, ...words, ...programs],
    {
      reject: false,
      stdin: 'ignore',
    },
  );
  const { tests } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as Results;
  rmSync(output, { recursive: true });
  return tests;
}

async function rust(): Promise<Record<string, string>> {
  const output = join(scratch, 'rusty');
  const input = 'fn main() { std::thread::spawn(|| println!("{}", (0..10).sum::<u32>())).join().unwrap(); }';
  const { failed } = await execa('rustc', ['-o', output, '-'], { input, reject: false });
  return failed ? {} : { rust: output };
}

async function go(): Promise<Record<string, string>> {
  const folder = join(scratch, 'go');
  mkdirSync(folder);
  writeFileSync(join(folder, 'go.mod'), 'module gopher\n');
  writeFileSync(
    join(folder, 'main.go'),
    'package main\nimport ("net"; "os/user")\nfunc main() { user.Current(); c := make(chan int); go func() { net.LookupPort("tcp", "http"); c <- 1 }(); <-c }\n',
  );
  const build = (name: string, CGO_ENABLED: string) =>
    execa('go', ['build', '-o', join(scratch, name), '.'], { cwd: folder, env: { CGO_ENABLED }, reject: false });
  if ((await build('gopher', '1')).failed || (await build('gopher_static', '0')).failed) return {};
  return { go: join(scratch, 'gopher'), 'static go': join(scratch, 'gopher_static') };
}

function page(programs: Record<string, string>, columns: Record<string, TestResult[]>): string {
  const notes: string[] = [];
  const note = (text: string) => {
    if (!notes.includes(text)) notes.push(text);
    return notes.indexOf(text) + 1;
  };
  const versions = [
    ...new Set(
      Object.values(columns)
        .flat()
        .map(({ kernel }) => kernel),
    ),
  ];
  const cell = (results: TestResult[]) => {
    const bad = results.filter(({ verdict }) => verdict !== 'passed');
    if (bad.length === 0) return 'yes';
    const numbers = [...new Set(bad.map(({ message }) => note(message.replace(/the rootfs \S+/, 'the rootfs'))))];
    const where = bad.length === results.length ? '' : ` on ${bad.map(({ kernel }) => kernel).join(', ')}`;
    return `no${where} [${numbers.join(', ')}]`;
  };
  const rows = Object.entries(programs).map(([kind, path]) => {
    const name = path.split('/').at(-1);
    return [kinds[kind], ...Object.values(columns).map((all) => cell(all.filter((result) => result.name === name)))];
  });
  const head = ['', ...Object.keys(columns)];
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  return `${introduction(versions)}\n${table}\n\n${notes.map((text, at) => `${at + 1}. ${text}`).join('\n')}\n${otherLimits()}`;
}

function introduction(versions: string[]): string {
  return `# Which programs run in which root file system

\`npm run compatibility\` makes this page. It runs each program on the kernels ${versions.join(', ')}. "yes" means that the
program passed on all of them; a number refers to the reason below, which is the message in the test's result.
`;
}

function otherLimits(): string {
  return `
## Other limits

[features.md](features.md) lists what kernels have, and what User Mode Linux lacks.

- **Writing.** In any rootfs except \`minimal\`, a test may write everywhere; what it writes stays in its guest's memory.
  This requires overlayfs, which is a module in the distribution's kernels and built into those that uml-run builds, and a
  hostfs that works below it, which 5.10 lacks. Otherwise, and in \`minimal\`, tests can write to \`/\`, \`/tmp\`, \`/run\`,
  \`/root\`, \`/dev/shm\` and their working folder.
- **Owners.** In the guest, too, the files of an unpacked rootfs belong to whoever ran uml-run: to root only if root ran it.
- **setuid, setgid.** Files and programs keep these modes. A setuid program runs as its file's owner, so it runs as root
  only if root ran uml-run.
- **File capabilities, extended attributes, ACLs** are lost, since hostfs has none. \`setcap\` works in the guest wherever
  tests may write.
- **Device nodes, pipes and sockets** in an archive or image are skipped. The guest has a \`/dev\` of its own.
- **32-bit programs.** The kernels are x86-64 without 32-bit system calls, which User Mode Linux does not have. Programs and
  root file systems for i386, arm and others are refused before a guest boots; the message names their architecture.
- **Sparse files** of GNU tar (\`--sparse\`), and ext images with encryption or an unreplayed journal, are refused.
`;
}
