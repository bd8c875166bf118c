/** A guest that is given its tests while it runs, on real kernels. */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import type { GuestEvent } from '../../src/guest/guest-state.ts';
import { layoutSteps } from '../../src/guest/layout.ts';
import { type GuestJob, type GuestReport, type RunningGuest, runGuest } from '../../src/guest/run-guest.ts';
import { shownFolderSteps } from '../../src/guest/show-folders.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import type { ShownFolder } from '../../src/model/provisions.ts';
import type { Test } from '../../src/model/tests.ts';
import type { GuestPlace } from '../../src/network/guest-place.ts';
import type { TapNetwork } from '../../src/network/tap-network.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { noBoots } from '../support/boots.ts';
import { fixtures } from '../support/command.ts';
import { compileFile } from '../support/compile.ts';
import { anySeries, seriesFor } from '../support/kernels.ts';
import { hear } from '../support/log.ts';
import { talkerGuest } from '../support/talker.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** Called when the guest is ready, for the nth time from 0, and as its tests start. */
interface Runner {
  onReady(guest: RunningGuest, time: number): void;
  onStart?(guest: RunningGuest, index: number): void;
}

/** Boots a guest without tests; says what each that it is given printed, and how it ended. */
async function runWaiting(
  series: string,
  { onReady, onStart }: Runner,
  leaves?: Pick<GuestJob, 'artifactsPath' | 'addsArtifacts' | 'artifactPlaces' | 'waits' | 'expected'>,
  { network, shown = [] }: { network?: TapNetwork; shown?: ShownFolder[] } = {},
): Promise<[string[], GuestReport]> {
  const context = await openContext({ log: hear() });
  const kernel = await provideKernel(`distro:${series}`, noBoots, context);
  const { path: rootfs } = await provideRootfs('minimal', {}, context);
  const { settings, scratch } = await talkerGuest('');
  const printed: string[] = [];
  let times = 0;
  try {
    const job = {
      kernel,
      tests: [],
      waits: 'often' as const,
      isAhead: true,
      ...leaves,
      settings: {
        ...settings,
        rootfs,
        steps: [...layoutSteps(rootfs, join(settings.share, 'libraries'), [], true), ...shownFolderSteps(shown)],
        shown,
        input: true,
        artifactsLimit: 1 << 20,
        ...(network && { network }),
      },
      name: 'waiting',
      logPath: join(scratch.folder, 'log'),
      bootTimeoutSeconds: 60,
    };
    const report = await runGuest(job, (event: GuestEvent, guest) => {
      if (event.type === 'ready') onReady(guest, times++);
      if (event.type === 'started') onStart?.(guest, event.index);
      if (event.type === 'bytes') printed[event.index] = `${printed[event.index] ?? ''}${event.bytes}`;
      if (event.type === 'ended') {
        const { end } = event.outcome.observation;
        printed[event.index] = `${printed[event.index] ?? ''}${JSON.stringify(end)}`;
      }
    });
    return [printed, report];
  } finally {
    scratch.remove();
  }
}

function shell(script: string): Test {
  const program: Test['program'] = {
    path: '/bin/sh',
    format: 'elf-static',
    libraries: [],
    siblings: [],
    inRootfs: true,
  };
  return { name: 'sh', program, arguments: ['-c', script], environment: {}, timeoutSeconds: 30 };
}

test.each(seriesFor('5.10', '7.2'))('%s: it runs what it is given, and then waits for more', async (series) => {
  const given = [
    [shell('echo one')],
    [shell('echo two; exit 2'), shell('echo three')],
    [shell(`cat /work/*/left; pwd # ${'long '.repeat(5000)}`)],
    [shell('echo four')],
  ];
  const [printed, report] = await runWaiting(series, {
    onReady: (guest, time) => guest.give(given[time]!, { isLast: time === 3 }),
    onStart: (guest) => guest.send(Buffer.alloc(0)),
  });
  expect(printed).toEqual([
    'one\n{"how":"exit","code":0}',
    'two\n{"how":"exit","code":2}',
    'three\n{"how":"exit","code":0}',
    expect.stringContaining('/work/4\n{"how":"exit","code":0}'),
    'four\n{"how":"exit","code":0}',
  ]);
  expect(report).toMatchObject({ finished: true, problem: 'the guest halted' });
});

test.each(seriesFor('7.2'))('%s: one that waits once runs one test, whatever it is told', async (series) => {
  const [printed, report] = await runWaiting(
    series,
    {
      onReady: (guest) => guest.give([shell('echo one; exit 3')], { isLast: false }),
      onStart: (guest) => guest.send(Buffer.alloc(0)),
    },
    { waits: 'once' },
  );
  expect(printed).toEqual(['one\n{"how":"exit","code":3}']);
  expect(report).toMatchObject({ finished: true, problem: 'the guest halted' });
});

test.each(seriesFor('5.10', '6.1', '7.2'))(
  '%s: a folder of this machine is as it is when the test is given, not as it was while the guest waited',
  async (series) => {
    const path = ownFolder();
    const change = () => {
      writeFileSync(join(path, 'new'), '');
      chmodSync(path, 0o705);
      utimesSync(path, 1_000_000_000, 1_000_000_000);
      return shell(`cd ${path}; ls; stat -c '%a %Y' .; echo more > own; ls`);
    };
    const given = [() => shell(`cd ${path}; ls`), change, () => shell(`cd ${path}; ls`)];
    const [printed] = await runWaiting(
      series,
      {
        onReady: (guest, time) => guest.give([given[time]!()], { isLast: time === 2 }),
        onStart: (guest) => guest.send(Buffer.alloc(0)),
      },
      {},
      { shown: [{ path, place: path, hidden: [], isProject: true }] },
    );
    const end = '{"how":"exit","code":0}';
    expect(printed).toEqual([end, `new\n705 1000000000\nnew\nown\n${end}`, `new\n${end}`]);
  },
);

/** What may become of a program that was read ahead, and what a test finds then. */
const changes: [string, (program: string) => void, string][] = [
  ['nothing', () => undefined, 'first 755'],
  ['its content', (program) => writeFileSync(program, 'other'), 'other 755'],
  [
    'another file in its place',
    (program) => {
      writeFileSync(`${program}.new`, 'newer');
      renameSync(`${program}.new`, program);
    },
    'newer 755',
  ],
  ['its removal', (program) => rmSync(program), 'gone 755'],
  ['the mode of its folder', (program) => chmodSync(join(program, '..'), 0o711), 'first 711'],
  [
    'another folder above it',
    (program) => {
      renameSync(join(program, '../..'), join(program, '../../../aside'));
      mkdirSync(join(program, '..'), { recursive: true });
      writeFileSync(program, 'apart');
    },
    'apart 755',
  ],
];

/** Boots a guest that reads a program ahead, and then changes something. @returns whether it was read, and what a test finds */
async function readAheadAnd(series: string, change: (program: string) => void, program: string, path: string) {
  let isRead = false;
  const find = shell(`cat ${program} 2>/dev/null || echo -n gone; stat -c ' %a' ${join(program, '..')}`);
  const [printed] = await runWaiting(
    series,
    {
      onReady(guest) {
        isRead = statSync(program).atimeMs > 1e12;
        change(program);
        guest.give([find], { isLast: true });
      },
      onStart: (guest) => guest.send(Buffer.alloc(0)),
    },
    { expected: () => ({ path: program, format: 'elf-static', libraries: [], siblings: [] }) },
    { shown: [{ path, place: path, hidden: [], isProject: true }] },
  );
  return [isRead, printed.join()];
}

test.each(seriesFor('6.1', '7.2'))(
  '%s: a program that was read ahead is as it is when the test is given',
  async (series) => {
    const prepared = changes.map(([what, change, found]) => {
      const path = ownFolder();
      const program = join(path, 'build/bin/program');
      mkdirSync(join(program, '..'), { recursive: true, mode: 0o755 });
      writeFileSync(program, 'first');
      utimesSync(program, 1_000_000_000, 1_000_000_000);
      return { what, found, run: () => readAheadAnd(series, change, program, path) };
    });
    // What was changed a moment ago is not read.
    await pause(2500);
    const seen = await Promise.all(prepared.map(async ({ what, run }) => [what, ...(await run())]));
    expect(seen).toEqual(prepared.map(({ what, found }) => [what, true, `${found}\n{"how":"exit","code":0}`]));
  },
);

/** Boots a guest with a place in a network. @returns what was told, in this order, and how it ended */
async function runIn(join: (tell: (what: string) => void, onFailure: (why: string) => void) => Promise<void>) {
  const told: string[] = [];
  const tell = (what: string) => told.push(what);
  const place: GuestPlace = {
    supervisorWords: [],
    kernelWords: [],
    join: (onFailure) => join(tell, onFailure),
    leave: async () => {},
  };
  const network = { take: () => place } as unknown as TapNetwork;
  const [, { problem }] = await runWaiting(
    anySeries,
    {
      onReady(guest) {
        tell('ready');
        guest.stop();
      },
    },
    {},
    { network },
  );
  return [...told, problem];
}

test('it runs nothing before its network is ready, and nothing at all when that fails', async () => {
  const opens = runIn(async (tell) => {
    await pause(1500);
    tell('open');
  });
  expect(await opens).toEqual(['open', 'ready', 'the guest was ended']);
  const fails = runIn(async (tell, onFailure) => {
    await pause(1500);
    tell('fails');
    onFailure('it is broken');
    await new Promise(() => {});
  });
  expect(await fails).toEqual(['fails', 'it is broken']);
});

test.each(seriesFor('7.2'))('%s: whoever gives it tests need not know that it is gone', async (series) => {
  let given: RunningGuest | undefined;
  const [printed, report] = await runWaiting(series, {
    onReady(guest) {
      given = guest;
      guest.stop();
    },
  });
  given?.give([shell('echo one')], { isLast: true });
  expect([given, printed]).toEqual([expect.anything(), []]);
  expect(report.problem).toBe('the guest was ended');
});

test.each(seriesFor('7.2'))('%s: what it is given later may not fill the disk of the host, either', async (series) => {
  const fill = 'for i in 1 2 3; do head -c 1000000 /dev/zero >$UML_RUN_ARTIFACTS/$i; done; echo full; sleep 100';
  const [printed, report] = await runWaiting(
    series,
    { onReady: (guest) => guest.give([shell(fill)], { isLast: true, settings: { leavesArtifacts: true } }) },
    { artifactsPath: () => undefined, addsArtifacts: true, artifactPlaces: 1 },
  );
  expect(printed).toEqual([expect.stringMatching(/^full\n/)]);
  expect(report.problem).toBe('there was more in $UML_RUN_ARTIFACTS than --artifacts-limit allows');
});

test.each(seriesFor('7.2'))(
  '%s: what a test did not read, and signals that came late, reach no other',
  async (series) => {
    const [printed] = await runWaiting(series, {
      onReady(guest, time) {
        guest.signal(15);
        if (time === 0) guest.give([shell('head -c 3')], { isLast: false });
        else guest.give([shell('cat; sleep 0.2')], { isLast: true });
      },
      onStart(guest, index) {
        if (index === 0) guest.send(Buffer.from(`for the first ${'.'.repeat(200_000)}`));
        else guest.send(Buffer.from('for the second'));
        guest.send(Buffer.alloc(0));
      },
    });
    expect(printed).toEqual(['for{"how":"exit","code":0}', 'for the second{"how":"exit","code":0}']);
  },
);

test.each(seriesFor('5.10', '7.2'))(
  '%s: input comes in bursts, and after pauses, whoever reads it when',
  async (series) => {
    const bytes = randomBytes(100_000);
    const [printed] = await runWaiting(series, {
      onReady: (guest) => guest.give([shell('sleep 0.2; md5sum')], { isLast: true }),
      onStart(guest) {
        const sendRest = () => {
          guest.send(bytes.subarray(5000));
          guest.send(Buffer.alloc(0));
        };
        guest.send(bytes.subarray(0, 5000), () => setTimeout(sendRest, 300));
      },
    });
    const sum = createHash('md5').update(bytes).digest('hex');
    expect(printed).toEqual([`${sum}  -\n{"how":"exit","code":0}`]);
  },
);

// Not 5.10: it may hear the answer and nothing after that.
test('7.2: a guest whose consoles a test has filled gets no other', async () => {
  const program = compileFile(join(ownFolder(), 'fill'), join(fixtures, 'attacks/fill-consoles.c'));
  const fill = shell('base64 -d >fill; chmod +x fill; ./fill');
  const [printed, report] = await runWaiting('7.2', {
    onReady: (guest) => guest.give([fill], { isLast: false }),
    onStart(guest) {
      guest.send(Buffer.from(readFileSync(program).toString('base64')));
      guest.send(Buffer.alloc(0));
    },
  });
  expect(printed).toEqual(['filled\n{"how":"exit","code":0}']);
  expect(report).toMatchObject({ finished: false, leftEarly: 'changed a console' });
});

test.each(seriesFor('5.10', '7.2'))('%s: root finds no plan in its folder, and can put none there', async (series) => {
  const attack = [
    'cd /tmp && mkdir boot && mount -t hostfs -o /boot none boot && ls boot',
    'for name in plan plan2; do echo forged 2>/dev/null >boot/$name && echo wrote; mkdir boot/$name && echo made; done',
    'mv boot/init boot/plan && echo moved; ls boot; head -c 3 boot/init | tail -c 2',
  ].join('\n');
  const removal = 'cd /tmp && mkdir boot && mount -t hostfs -o /boot none boot && rm boot/init && ls boot';
  const scripts = [`{ ${attack}\n} 2>/dev/null; true`, removal, 'echo on'];
  const [printed, report] = await runWaiting(series, {
    onReady: (guest, time) => guest.give([shell(scripts[time]!)], { isLast: time === 2 }),
    onStart: (guest) => guest.send(Buffer.alloc(0)),
  });
  const outputs = ['init\nroot\ninit\nroot\nEL', 'root\n', 'on\n'];
  expect(printed).toEqual(outputs.map((output) => `${output}{"how":"exit","code":0}`));
  expect(report).toMatchObject({ finished: true });
});

test.each(seriesFor('7.2'))('%s: a guest that waits is stopped', async (series) => {
  const [printed, report] = await runWaiting(series, { onReady: (guest) => guest.stop() });
  expect(printed).toEqual([]);
  expect(report).toMatchObject({ finished: false, isMachines: false });
});
