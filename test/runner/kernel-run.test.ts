/** How the host takes what a guest says and does not say; real kernels are in test/e2e. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layoutSteps } from '../../src/guest/layout.ts';
import { outputPaths } from '../../src/guest/output-paths.ts';
import { makeScratch } from '../../src/guest/scratch.ts';
import { stage } from '../../src/guest/share.ts';
import type { Kernel } from '../../src/model/provisions.ts';
import type { Test } from '../../src/model/tests.ts';
import { type Assignment, type Outcome, runOnKernel } from '../../src/runner/kernel-run.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { compileTalker } from './talker.ts';

interface Told {
  name: string;
  outcome: Outcome;
  stdout: string;
}

async function runTalker(body: string, names = ['a', 'b'], boot = 20): Promise<{ told: Told[]; guests: number }> {
  const folder = ownFolder();
  const path = compileTalker(body);
  const kernel: Kernel = { spec: path, name: 'k', version: '1.2', source: '', path, sha256: '' };
  const tests = names.map((name): Test => {
    const program = { path: `/${name}`, format: 'elf-static', libraries: [], siblings: [] } as Test['program'];
    return { name, program, arguments: [], environment: {}, timeoutSeconds: 1 };
  });
  const scratch = makeScratch();
  const rootfs = join(folder, 'rootfs');
  await mkdir(rootfs);
  const share = await stage(join(scratch.folder, 'share'), [], async (place) => place);
  const told: Told[] = [];
  let guests = 0;
  try {
    await runOnKernel(
      kernel,
      tests.map((one): Assignment => ({ test: one, ...outputPaths(folder, 'k', one.name) })),
      {
        settings: {
          rootfs,
          share: share.folder,
          steps: layoutSteps(rootfs, join(share.folder, 'libraries')),
          scratch,
          memoryMegabytes: 64,
          fastBoot: true,
          kernelArguments: '',
          sandbox: true,
          defaults: { environment: {}, user: 0, group: 0 },
        },
        isolation: 'shared',
        bootTimeoutSeconds: boot,
        outputLimit: 1 << 20,
        logPath(guest) {
          guests = guest;
          return join(folder, `${guest}.log`);
        },
        acquire: async () => () => undefined,
        signal: new AbortController().signal,
        warn: (text) => expect.unreachable(text),
        idle: () => undefined,
        started: () => undefined,
        ended({ test: { name }, stdout }, outcome) {
          told.push({ name, outcome, stdout });
          return 'next';
        },
      },
    );
  } finally {
    scratch.remove();
  }
  return { told, guests };
}

const hello = 'say(control, "\\nhello %s 1.2\\n", guest); say(log, "uml-run: end of %s\\n", guest);';
const whole = (index: number, words = 'exit 0') =>
  `if (test[${index}]) { say(control, "\\nstart %s\\n", test[${index}]); end_streams(test[${index}]); say(control, "\\nend %s ${words} 5\\n", test[${index}]); }`;

function kinds(told: Told[]) {
  return told.map(({ name, outcome }) => {
    if (outcome.kind === 'boot-failed') return `${name}: no boot: ${outcome.message}`;
    const { observation, without } = outcome;
    const end = observation.end && `${observation.end.how}`;
    return `${name}: ${without?.cause ?? end}`;
  });
}

test('tests end, one after another', async () => {
  const { told, guests } = await runTalker(
    `${hello} ${whole(0)} ${whole(1)} say(control, "\\nbye %s done\\n", guest);`,
  );
  expect(kinds(told)).toEqual(['a: exit', 'b: exit']);
  expect(guests).toBe(1);
});

test('a limit holds for a test whose start is heard before the last bytes of the one before', async () => {
  const body = `${hello}
    say(control, "\\nstart %s\\nend %s exit 0 5\\nstart %s\\n", test[0], test[0], test[1]);
    usleep(300000);
    end_streams(test[0]);
    for (;;) pause();`;
  // In the second guest `b` is alone, and ends.
  const { told } = await runTalker(`if (!test[1]) { ${hello} ${whole(0)} return 0; } ${body}`);
  expect(kinds(told)).toEqual(['a: exit', 'b: timeout']);
}, 30_000);

test('an end that comes after the time was up counts for nothing', async () => {
  // The second byte on the lifeline ends the guest; the test ends in between, when init is asked what it does.
  const body = `${hello} say(control, "\\nstart %s\\n", test[0]); usleep(1200000); end_streams(test[0]);
    say(control, "\\nend %s exit 0 5\\n", test[0]); for (;;) pause();`;
  const { told } = await runTalker(body, ['a']);
  expect(kinds(told)).toEqual(['a: timeout']);
});

test('a guest that ends while a test runs errors that test, and a fresh one takes the others', async () => {
  const { told, guests } = await runTalker(
    `${hello} say(control, "\\nstart %s\\n", test[0]); say(out, "words"); return 7;`,
  );
  expect(kinds(told)).toEqual(['a: guest-died', 'b: guest-died']);
  expect(guests).toBe(2);
  expect(told[0]!.outcome).toMatchObject({ without: { how: "the guest's kernel ended with code 7" } });
});

test("an end without the bytes' end is none: the guest died in between", async () => {
  const { told } = await runTalker(`${hello} say(control, "\\nstart %s\\nend %s exit 0 5\\n", test[0], test[0]);`, [
    'a',
  ]);
  expect(kinds(told)).toEqual(['a: guest-died']);
});

test("nobody else's token counts", async () => {
  const body = `${hello} say(control, "\\nstart %s\\n", test[0]);
    say(control, "\\nend %s exit 0 5\\nend 00000000000000000000000000000000 exit 0 5\\n", guest);`;
  expect(kinds((await runTalker(body, ['a'])).told)).toEqual(['a: guest-died']);
});

test('a kernel that does not boot gets one more chance, and then its tests are told', async () => {
  const silent = await runTalker('return 3;');
  expect(kinds(silent.told)).toEqual([
    "a: no boot: the guest's kernel ended with code 3",
    "b: no boot: the guest's kernel ended with code 3",
  ]);
  expect(silent.guests).toBe(2);
  const mute = await runTalker('for (;;) pause();', ['a'], 0.2);
  expect(kinds(mute.told)).toEqual(['a: no boot: no sign of life from the guest within 0.2 s']);
});

test('a kernel that is another than it should be does not run tests', async () => {
  const { told } = await runTalker(`say(control, "\\nhello %s 6.6\\n", guest); for (;;) pause();`, ['a']);
  expect(kinds(told)).toEqual(['a: no boot: the guest runs Linux 6.6, not 1.2']);
});

test('a test that failed to start is told, with what it could not', async () => {
  const { told } = await runTalker(`${hello} ${whole(0, 'not-started 8')} ${whole(1, 'signal 11')}`);
  expect(kinds(told)).toEqual(['a: not-started', 'b: signal']);
});

test('a kernel that complains gets no other test: they run in a fresh guest', async () => {
  const body = `if (test[1]) { ${hello} say(control, "\\nstart %s\\n", test[0]); say(log, "WARNING: CPU: 0 PID: 1 at kernel/x.c:1 f+0x1/0x2\\n");
      end_streams(test[0]); say(control, "\\nend %s exit 0 5\\n", test[0]); ${whole(1, 'exit 9')} for (;;) pause(); }
    ${hello} ${whole(0)}`;
  const { told, guests } = await runTalker(body);
  expect(kinds(told)).toEqual(['a: exit', 'b: exit']);
  expect(told[1]!.outcome).toMatchObject({ observation: { end: { code: 0 } } });
  expect(guests).toBe(2);
});

test('bytes arrive as they were written, whatever they are', async () => {
  const body = `${hello} say(control, "\\nstart %s\\n", test[0]); write(out, "\\0\\r\\033[1m\\377 no newline", 18);
    end_streams(test[0]); say(control, "\\nend %s exit 0 5\\n", test[0]);`;
  const { told } = await runTalker(`${body}`, ['a']);
  expect(kinds(told)).toEqual(['a: exit']);
  expect(await readFile(told[0]!.stdout, 'latin1').catch(() => undefined)).toBe('\0\r\x1b[1m\xff no newline');
});
