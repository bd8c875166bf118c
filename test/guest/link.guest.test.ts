/** A guest whose network reaches out, to a program that answers pings: on real kernels, with nothing of the product's host side. */
import { once } from 'node:events';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { layoutSteps } from '../../src/guest/layout.ts';
import { type GuestReport, runGuest } from '../../src/guest/run-guest.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import type { GuestLink } from '../../src/model/network.ts';
import type { Test } from '../../src/model/tests.ts';
import { provideRootfs } from '../../src/rootfs/rootfs.ts';
import { noBoots } from '../support/boots.ts';
import { compileFile } from '../support/compile.ts';
import { type Series, seriesFor } from '../support/kernels.ts';
import { hear } from '../support/log.ts';
import { talkerGuest } from '../support/talker.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const link: GuestLink = {
  address: '10.0.2.100',
  prefix: 24,
  gateway: '10.0.2.2',
  address6: 'fd00::100',
  prefix6: 64,
  gateway6: 'fd00::2',
  nameservers: [],
};

/** Runs shell scripts one after another in one guest. @returns what each printed, with its exit code at the end */
async function runScripts(
  series: Series,
  scripts: string[],
  { user = 0, words = '' },
): Promise<[string[], GuestReport]> {
  const context = await openContext({ log: hear() });
  const kernel = await provideKernel(`distro:${series}`, noBoots, context);
  const { path: rootfs } = await provideRootfs('minimal', {}, context);
  const { settings, scratch } = await talkerGuest('');
  const printed: string[] = [];
  const program: Test['program'] = {
    path: '/bin/sh',
    format: 'elf-static',
    libraries: [],
    siblings: [],
    inRootfs: true,
  };
  try {
    const job = {
      kernel,
      tests: scripts.map((script, index) => ({
        name: String(index),
        program,
        arguments: ['-c', script],
        environment: {},
        timeoutSeconds: 30,
      })),
      settings: {
        ...settings,
        rootfs,
        steps: layoutSteps(rootfs, join(settings.share, 'libraries')),
        link,
        kernelArguments: words,
        sandbox: false,
        defaults: { environment: { PATH: '/bin:/sbin' }, user, group: user },
      },
      name: 'linked',
      logPath: join(scratch.folder, 'log'),
      bootTimeoutSeconds: 60,
    };
    const report = await runGuest(job, (event) => {
      if (event.type === 'bytes') printed[event.index] = `${printed[event.index] ?? ''}${event.bytes}`;
      if (event.type === 'ended') {
        const { end } = event.outcome.observation;
        printed[event.index] = `${printed[event.index] ?? ''}${end?.how === 'exit' ? end.code : end?.how}`;
      }
    });
    return [printed, report];
  } finally {
    scratch.remove();
  }
}

async function withPeer<T>(use: (words: string) => Promise<T>): Promise<T> {
  const folder = ownFolder();
  const socket = join(folder, 'socket');
  const running = execa(compileFile(join(folder, 'peer'), join(import.meta.dirname, 'link-peer.c')), [socket]);
  await once(running.stdout, 'data');
  try {
    return await use(`vec0:transport=bess,dst=${socket},mtu=16384`);
  } finally {
    running.kill();
    await running.catch(() => undefined);
  }
}

const addresses = "ip -o addr show dev vec0 | awk '$4 !~ /^fe80/ { print $4 }'; ip route; ip -6 route | grep default";

test.each(seriesFor('5.10', '6.12', '7.2'))(
  '%s: addresses and routes are there, root may ping, and the tests after that find the same guest',
  async (series) => {
    const ping = 'ping -c 1 10.0.2.2 > /tmp/said && echo pinged; ping -c 1 -W 1 fd00::99 > /tmp/said || echo nobody';
    const [printed, report] = await withPeer((words) => runScripts(series, [addresses, ping, ping], { words }));
    expect(printed).toEqual([
      [
        ...['10.0.2.100/24', 'fd00::100/64'],
        'default via 10.0.2.2 dev vec0 ',
        '10.0.2.0/24 dev vec0 scope link  src 10.0.2.100 ',
        'default via fd00::2 dev vec0  metric 1 ',
        '0',
      ].join('\n'),
      ...Array(2).fill('pinged\nnobody\n0'),
    ]);
    expect(report).toMatchObject({ finished: true });
  },
);

test.each(seriesFor('5.10', '7.2'))('%s: whoever is not root has the network, too', async (series) => {
  const reach =
    'cat /proc/sys/net/ipv4/ping_group_range; echo x | nc -w 1 10.0.2.2 1 2> /tmp/said; grep -c 02:00:00:00:00:01 /proc/net/arp';
  const [printed, report] = await withPeer((words) => runScripts(series, [reach, addresses], { user: 1000, words }));
  expect(printed[0]).toMatch(/^0\s+2147483647\n1\n0$/);
  expect(printed[1]).toContain('10.0.2.100/24\nfd00::100/64\n');
  expect(report).toMatchObject({ finished: true });
});

test.each(['ip addr add 10.9.9.9/32 dev vec0', 'ip route del default', 'echo 0 > /proc/sys/net/ipv4/tcp_sack'])(
  'what root has changed costs the guest: %s',
  async (script) => {
    const [series] = seriesFor('7.2');
    const [printed, report] = await withPeer((words) => runScripts(series!, [script, 'true'], { words }));
    expect(printed).toEqual(['0']);
    expect(report).toMatchObject({ finished: false });
  },
);

test.each([
  ['without the interface', '', /^init could not find the network interface vec0: .* CONFIG_UML_NET_VECTOR$/],
  ['that nobody answers', 'vec0:transport=bess,dst=/nowhere', /^init could not bring up the network interface vec0: /],
])('a kernel %s does not start, and init says why', async (_, words, problem) => {
  for (const series of seriesFor('5.10', '7.2')) {
    const [printed, report] = await runScripts(series, ['true'], { words });
    expect(printed).toEqual([]);
    expect(report.problem).toMatch(problem);
  }
});
