import { mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BootTest, encodeBootPlan, type Step } from '../../src/guest/boot-plan.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { buildHostTests } from './host-tests.ts';

let folder: ReturnType<typeof temporaryFolder>;
let hostTests: string;

beforeAll(async () => {
  folder = temporaryFolder();
  hostTests = await buildHostTests(folder.path);
});

afterAll(() => folder.remove());

test('the unit tests of what is pure, under sanitizers', async () => {
  const cwd = join(folder.path, 'empty');
  mkdirSync(cwd);
  const { stdout, stderr } = await execa(hostTests, { cwd });
  expect({ stdout, stderr }).toEqual({ stdout: 'ok', stderr: '' });
});

/** Sizes at which groups of blocks begin, end and are left out, in megabytes. */
test.each([16, 64, 127, 128, 129, 133, 136, 256, 1000, 17_000])(
  'a file system of %i MB is a whole one',
  async (size) => {
    const image = join(folder.path, 'image');
    for (const kind of size > 1000 ? ['ext4'] : ['ext4', 'journal']) {
      writeFileSync(image, '');
      truncateSync(image, size * 2 ** 20 + 512);
      expect((await execa(hostTests, [kind, image])).stdout).toBe('0');
      expect((await execa('e2fsck', ['-fn', image])).exitCode).toBe(0);
      // All else is holes.
      expect(statSync(image).blocks * 512).toBeLessThan(40_000 + 10_000 * Math.ceil(size / 128));
    }
  },
);

test('a disk that is too small gets no file system', async () => {
  const image = join(folder.path, 'small');
  writeFileSync(image, Buffer.alloc(15 * 2 ** 20));
  expect((await execa(hostTests, ['ext4', image])).stdout).toBe('-28');
});

/** One of each kind, and where a kind has variants, of each variant. */
const steps: Record<Step['do'], Step[]> = {
  entropy: [{ do: 'entropy', bytes: Buffer.from('secret') }],
  folder: [{ do: 'folder', path: '/a', mode: 0o755 }],
  file: [{ do: 'file', path: '/a' }],
  watch: [{ do: 'watch', path: '/a' }],
  device: [{ do: 'device', path: '/dev/fuse', kind: 'c', major: 10, minor: 229 }],
  'host-name': [{ do: 'host-name', name: 'uml' }],
  link: [{ do: 'link', target: '/a', path: '/b' }],
  module: [{ do: 'module', path: '/a.ko' }],
  'may-load': [{ do: 'may-load', module: 'a' }],
  network: [
    { do: 'network', link: { address: '10.0.2.100', prefix: 24, nameservers: [] } },
    {
      do: 'network',
      link: {
        address: '10.0.2.100',
        prefix: 24,
        gateway: '10.0.2.2',
        address6: 'fd00::100',
        prefix6: 64,
        gateway6: 'fd00::2',
        nameservers: ['10.0.2.3'],
      },
    },
  ],
  drop: [{ do: 'drop', capability: 'SYS_MODULE' }],
  copy: [{ do: 'copy', source: '/a', path: '/b' }],
  overlay: [{ do: 'overlay', folders: ['/a', '/b'], target: '/c' }],
  show: [{ do: 'show', source: '/a', target: '/b', hidden: ['c'] }],
  'show-project': [{ do: 'show-project', source: '/a', target: '/b', hidden: [] }],
  changes: [{ do: 'changes', folder: '/a/b' }],
  keep: [{ do: 'keep', path: 'a' }],
  forget: [{ do: 'forget', path: '/a' }],
  renew: [{ do: 'renew', device: '/dev/a' }],
  'from-disk': [{ do: 'from-disk', device: '/dev/a', folder: 'b', target: '/c', mode: 0o755 }],
  artifacts: [{ do: 'artifacts', device: '/dev/a' }],
  each: [{ do: 'each', steps: [{ do: 'file', path: '/a' }] }],
  choose: [
    { do: 'choose', overlay: [{ do: 'file', path: '/a' }], otherwise: [{ do: 'file', path: '/b' }] },
    { do: 'choose', overlay: [{ do: 'file', path: '/a' }], otherwise: [] },
  ],
  mount: [true, false].map((must) => ({
    do: 'mount',
    type: 'tmpfs',
    source: 'a',
    target: '/a',
    flags: 0,
    data: '',
    must,
  })),
};

function encodedPlan(tests: BootTest[]): Buffer {
  return encodeBootPlan({
    guestToken: 'token',
    steps: Object.values(steps).flat(),
    user: 1000,
    key: 'key',
    next: '/a',
    tests,
  });
}

test("init's verbs are the ones that the plan is written with, and take as many words", async () => {
  const { stdout } = await execa(hostTests, ['verbs']);
  const verbs = new Map(stdout.split('\n').map((line) => [line.split(' ')[0]!, Number(line.split(' ')[1])]));
  const words = encodedPlan([]).toString().split('\0').slice(1, -1);
  const used = new Set<string>();
  while (words[0] !== 'tests') {
    const verb = words.shift()!;
    expect([...verbs.keys()], `before ${words}`).toContain(verb);
    words.splice(0, verbs.get(verb)!);
    used.add(verb);
  }
  expect(words).toEqual(['tests', 'key', 'often', 'later', '1000', '/a']);
  expect([...used].toSorted()).toEqual([...verbs.keys()].toSorted());
});

test('init reads the tests of a plan as they were written', async () => {
  const tests: BootTest[] = [
    {
      token: '1'.repeat(32),
      folder: '/work',
      input: '',
      artifacts: '',
      user: 0,
      group: 0,
      path: '/a',
      arguments: ['a', '', 'ü'],
      environment: [],
    },
    {
      token: '2'.repeat(32),
      folder: '/work',
      input: '3'.repeat(32),
      artifacts: '/kept',
      user: 1000,
      group: 1000,
      terminal: { rows: 24, columns: 80 },
      path: '/b',
      arguments: ['b'],
      environment: ['A=1', 'EMPTY='],
    },
  ];
  const path = join(folder.path, 'plan');
  writeFileSync(path, encodedPlan(tests));
  const { stdout } = await execa(hostTests, ['plan', path]);
  expect(stdout.split('\n')).toEqual([`${'1'.repeat(32)} /a 3 0`, `${'2'.repeat(32)} /b 1 2`]);
});
