/** `npm run bench -- warm`: `exec` through a server that keeps guests ready, against `exec` alone. Needs ctest. */
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import { medianRatio, printTable, root, scratch, seconds, trivial } from './timing.ts';

const client = join(root, 'dist/native/uml-run-exec');
const cold = [process.execPath, join(root, 'dist/cli.js'), 'exec'];
const kernel = ['-k', 'distro:7.2'];
const env = { XDG_RUNTIME_DIR: join(scratch, 'runtime'), PATH: `${dirname(process.execPath)}:${process.env.PATH}` };

/** Tests of a suite; without a server, fewer, since each takes as long as the others. */
const [many, few] = [300, 30];

export async function benchWarm(runs: number): Promise<void> {
  mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o700 });
  try {
    printTable([
      ['what', 'against', `ratio (median of ${runs})`, 'limit'],
      await oneProgram(runs),
      await suite(runs, 'shared', '0.1'),
      await suite(runs, 'test', '0.2'),
    ]);
  } finally {
    await execa(cold[0]!, [cold[1]!, 'serve', '--stop'], { env });
  }
}

async function oneProgram(runs: number): Promise<string[]> {
  // Without what execa adds to each: some milliseconds, a quarter of a call.
  const call = async ([command = '', ...words]: string[]) => {
    const options: SpawnSyncOptions = { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] };
    const { status, stderr } = spawnSync(command, [...words, ...kernel, '--', trivial], options);
    if (status !== 0) throw new Error(`${command}: ${stderr}`);
  };
  const ratio = await medianRatio(
    runs,
    async () => {
      // As between the tests that somebody starts: the guest after the last one is ready by then.
      await wait(1000);
      return seconds(() => call([client]));
    },
    () => seconds(() => call(cold)),
  );
  return ['`uml-run-exec` with a trivial static program', 'a cold `uml-run exec`', ratio, '0.05'];
}

async function suite(runs: number, isolation: 'shared' | 'test', limit: string): Promise<string[]> {
  const warm = suiteOf([client, ...kernel, '--isolation', isolation], many);
  const alone = suiteOf([...cold, ...kernel], few);
  const ratio = await medianRatio(
    runs,
    async () => (await seconds(() => ctest(warm))) / many,
    async () => (await seconds(() => ctest(alone))) / few,
  );
  return [`${many} of them, \`ctest -j2\`, \`--isolation ${isolation}\``, 'the same without a server', ratio, limit];
}

/** A folder that ctest runs, as one that something was built in: each test is the trivial program, which lies there. */
function suiteOf(words: string[], tests: number): string {
  const folder = mkdtempSync(join(scratch, 'suite-'));
  const program = join(folder, 'trivial');
  copyFileSync(trivial, program);
  const command = [...words, '--', program].map((word) => `"${word}"`).join(' ');
  const lines = Array.from({ length: tests }, (_, at) => `add_test(t${at} ${command})\n`);
  writeFileSync(join(folder, 'CTestTestfile.cmake'), lines.join(''));
  return folder;
}

function ctest(folder: string) {
  return execa('ctest', ['-j2', '--quiet'], { cwd: folder, env });
}
