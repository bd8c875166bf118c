/**
 * Records test/consoles/: boots real kernels, lets the programs of fixtures/breaks-kernel break them, and writes down
 * what arrives on each channel, piece by piece, in the order of arrival.
 *
 *     node test/record-consoles/record-consoles.ts [--kernel <executable>]... [--to <folder>] [<event>...]
 *
 * Without `--kernel`, on the four kernels of the distribution, out of the user's cache. A recording is a file of JSON
 * lines: the first says what it is (`Heading`), each other is one piece of one channel, `{"log": "text"}`, its bytes as
 * characters from U+0000 to U+00FF. Tokens are made from the event's name, so that each recording of an event has the
 * same; folders of this machine are written as `/scratch` and `/repository`.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { openContext } from '../../src/cache/context.ts';
import type { Channel } from '../../src/console/observer.ts';
import { type BootTest, encodeBootPlan } from '../../src/guest/boot-plan.ts';
import { type GuestEnd, startGuest } from '../../src/guest/guest-process.ts';
import { kernelArguments } from '../../src/guest/kernel-arguments.ts';
import { layoutSteps } from '../../src/guest/layout.ts';
import { sandboxOf, supervisorArguments } from '../../src/guest/sandbox.ts';
import { makeScratch } from '../../src/guest/scratch.ts';
import { stage } from '../../src/guest/share.ts';
import { nativeFile } from '../../src/host/native-file.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import { provideExecutable } from '../../src/kernel/local-kernel.ts';
import type { Kernel } from '../../src/model/provisions.ts';
import { programsFolder } from '../../src/model/provisions.ts';
import { readProgram } from '../../src/program/program.ts';
import { encodeRecording, type Heading, tokenOf } from '../support/recording.ts';
import { type Scenario, scenarios } from './scenarios.ts';

const root = join(import.meta.dirname, '../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kernel: { type: 'string', multiple: true }, to: { type: 'string', default: join(root, 'test/consoles') } },
});

const programs = mkdtempSync(join(tmpdir(), 'hostile-'));
try {
  await compile();
  const wanted = Object.entries(scenarios).filter(([event]) => positionals.length === 0 || positionals.includes(event));
  for (const kernel of await kernels()) {
    for (const [event, scenario] of wanted) {
      if (scenario.kernels && !scenario.kernels.test(labelOf(kernel))) continue;
      await record(event, scenario, kernel, join(values.to, `${event}-${labelOf(kernel)}.jsonl`));
    }
  }
} finally {
  rmSync(programs, { recursive: true });
}

/** `6.1`; `7.2-debug` for a kernel built with what finds its own mistakes. */
function labelOf({ version, path }: Kernel): string {
  return `${/^\d+\.\d+/.exec(version)![0]}${/-debug$/.test(path) ? '-debug' : ''}`;
}

async function kernels(): Promise<Kernel[]> {
  const silent = { progress() {}, info() {}, warning: console.error };
  const context = await openContext({ log: silent });
  if (values.kernel) return Promise.all(values.kernel.map((path) => provideExecutable(path, path, context)));
  const build = { checkBoots: () => Promise.reject(new Error('the kernels of the distribution are not built')) };
  const series = ['5.10', '6.1', '6.12', '7.2'];
  return Promise.all(series.map((one) => provideKernel(`distro:${one}`, build, context)));
}

/** Each program, static. A file that is none is among them. */
async function compile(): Promise<void> {
  const folder = join(root, 'fixtures/breaks-kernel');
  const sources = (await readdir(folder)).filter((name) => name.endsWith('.c'));
  const flags = ['-O1', '-Wall', '-Wextra', '-static', '-pthread'];
  for (const name of sources)
    await execa('cc', [...flags, '-o', join(programs, name.slice(0, -2)), join(folder, name)], { stdio: 'inherit' });
  writeFileSync(join(programs, 'no-program'), 'neither ELF nor #!\n', { mode: 0o755 });
  const built = join(root, 'fixtures/bin/static');
  for (const name of await readdir(built)) copyFileSync(join(built, name), join(programs, name));
}

function codeOf(end: GuestEnd): number | 'timeout' {
  if (end.by === 'machine') throw new Error(end.how);
  return end.by === 'us' ? 'timeout' : end.code;
}

async function record(event: string, scenario: Scenario, kernel: Kernel, path: string): Promise<void> {
  const scratch = makeScratch();
  try {
    const folder = join(scratch.folder, 'guest');
    const { folder: memory } = await scratch.memory.take(0);
    const memoryFolder = join(memory, 'memory');
    const rootfs = join(scratch.folder, 'rootfs');
    for (const made of [join(folder, 'boot/root'), memoryFolder, rootfs]) mkdirSync(made, { recursive: true });
    const tests = scenario.tests.map((words, index) => plan(event, words, index));
    const files = new Set(scenario.tests.map((words) => join(programs, words.split(' ')[0]!)));
    const share = await stage(
      join(scratch.folder, 'share'),
      await Promise.all([...files].map((file) => readProgram(file))),
      async (path) => path,
    );
    copyFileSync(nativeFile('init'), join(folder, 'boot/init'));
    symlinkSync(rootfs, join(folder, 'rootfs'));
    symlinkSync(share.folder, join(folder, 'share'));
    const token = tokenOf(event, 'guest');
    const steps = layoutSteps(rootfs, join(share.folder, 'libraries'));
    writeFileSync(
      join(folder, 'boot/plan'),
      encodeBootPlan({ guestToken: token, steps, user: 0, key: '', next: '', tests }),
    );

    const given = {
      folder,
      socketFolder: memoryFolder,
      memoryMegabytes: scenario.memory ?? (labelOf(kernel).endsWith('debug') ? 256 : 64),
      fastBoot: true,
    };
    const pieces: { channel: Channel; bytes: Buffer }[] = [];
    const guest = startGuest(
      {
        kernel: kernel.path,
        arguments: kernelArguments({ ...given, more: scenario.kernelArguments ?? '' }),
        supervisorArguments: supervisorArguments({
          ...sandboxOf({
            kernel: kernel.path,
            folder,
            shared: [rootfs, share.folder],
            writeIn: [],
          }),
          memory: memoryFolder,
        }),
        memoryFolder,
      },
      (channel, bytes) => pieces.push({ channel, bytes }),
    );
    const clock = setTimeout(() => guest.end(), (scenario.seconds ?? 5) * 1000);
    const end: GuestEnd = await guest.ended;
    clearTimeout(clock);
    const heading: Heading = {
      event,
      how: scenario.how,
      kernel: kernel.version,
      source: values.kernel ? 'built from the release' : kernel.source,
      token,
      tests: scenario.tests.map((name, index) => ({ name, token: tests[index]!.token })),
      ended: codeOf(end),
    };
    writeFileSync(
      path,
      encodeRecording({ heading, pieces: pieces.map((piece) => anonymous(piece, { folder: scratch.folder, memory })) }),
    );
    console.log(`${path}: ${pieces.length} pieces, ended ${heading.ended}`);
  } finally {
    scratch.remove();
  }
}

function plan(event: string, words: string, index: number): BootTest {
  const [name, ...rest] = words.split(' ');
  const path = `${programsFolder}${join(programs, name!)}`;
  const environment = ['PATH=/bin', 'HOME=/root', 'TERM=dumb'];
  const folder = `/work/${index + 1}`;
  const token = tokenOf(event, index);
  return { token, folder, input: '', artifacts: '', user: 0, group: 0, path, arguments: [name!, ...rest], environment };
}

/** Without the names of this machine's folders. */
function anonymous(
  { channel, bytes }: { channel: Channel; bytes: Buffer },
  { folder, memory }: { folder: string; memory: string },
) {
  const names: [string, string][] = [
    [folder, '/scratch'],
    [memory, '/scratch'],
    [programs, '/programs'],
    [root, '/repository'],
  ];
  const text = names.reduce((text, [from, to]) => text.replaceAll(from, to), bytes.toString('latin1'));
  return { channel, bytes: Buffer.from(text, 'latin1') };
}
