import { delimiter, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { openCache } from '../../src/cache/cache.ts';
import { checkTapNetwork, checkUserNetwork } from '../../src/network/check-network.ts';
import { ownSlirp } from '../../src/network/find-slirp.ts';
import { compile, write } from '../support/compile.ts';
import { processesOf, soon } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const context = async () => ({ cache: await openCache({ folder: ownFolder() }) });

function slirp(version: string): string {
  const folder = ownFolder();
  compile(
    join(folder, 'slirp4netns'),
    `#include <stdio.h>\nint main(void) { return puts("slirp4netns version ${version}") < 0; }`,
  );
  return folder;
}

function script(): string {
  const folder = ownFolder();
  write(join(folder, 'slirp4netns'), '#!/bin/sh\necho slirp4netns version 1.2.3\n');
  return folder;
}

function staticSlirp(): string {
  const folder = ownFolder();
  const code = `#include <stdio.h>\nint main(int count, char **words) { return words[1] ? puts("slirp4netns version 1.2.3") < 0 : 1; }`;
  compile(join(folder, 'slirp4netns'), code, '-static');
  return folder;
}

test('the helper that is found is named', async () => {
  const found = expect.stringMatching(/^slirp4netns 1\.2\.3, with(out)? IPv6$/);
  expect(await checkUserNetwork(await context(), slirp('1.2.3'), ['192.0.2.1'])).toEqual({
    name: 'network user',
    ok: true,
    found,
  });
});

test.each([
  ['none', () => '/nowhere'],
  ['one in a folder that is not absolute', () => `${relative('', slirp('1.2.3'))}${delimiter}`],
])('without one, it says how to have one, and fails nothing: %s', async (_, path) => {
  expect(await checkUserNetwork(await context(), path(), ['192.0.2.1'])).toMatchObject({
    ok: true,
    found: expect.stringMatching(/^no slirp4netns, with(out)? IPv6$/),
    fix: expect.stringContaining('apt-get install slirp4netns'),
  });
});

test.each([
  ['an old one', () => slirp('1.0.1'), 'is version 1.0.1'],
  [
    'an old one first, as programs would start it',
    () => [slirp('1.0.1'), slirp('1.2.0')].join(delimiter),
    'is version',
  ],
  ['a static one', staticSlirp, 'is static'],
  ['a script', script, 'is a script'],
  ['another program', () => slirp('of another kind'), 'does not say its version'],
])('of one that no guest can have it says why, and fails nothing: %s', async (_, make, why) => {
  const path = make();
  const { ok, found, fix } = await checkUserNetwork(await context(), path, ['192.0.2.1']);
  expect(ok).toBe(true);
  expect(found).toContain(`"${join(path.split(delimiter)[0]!, 'slirp4netns')}" ${why}`);
  expect(fix).toMatch(/^put slirp4netns 1\.2\.0 or later, linked dynamically, first on PATH/);
});

test.each([
  'pause();',
  // Its child has its streams, too.
  'fork(); pause();',
])('one that says nothing is not waited for, and the next run asks it again: %s', async (waits) => {
  const [folder, cache] = [ownFolder(), ownFolder()];
  const aRun = async () => ({ cache: await openCache({ folder: cache }) });
  const stopped = join(folder, 'stopped');
  const code = `#include <stdio.h>
#include <unistd.h>
int main(void)
{
	if (access("${stopped}", 0)) {
		${waits}
	}
	return puts("slirp4netns version 1.2.3") < 0;
}`;
  compile(join(folder, 'slirp4netns'), code);
  expect(await ownSlirp(await aRun(), folder, 200)).toMatchObject({ unfit: 'does not say its version' });
  expect(await soon(10, () => processesOf(folder).length === 0)).toBe(true);
  write(stopped, '');
  expect(await ownSlirp(await aRun(), folder)).toMatchObject({ version: '1.2.3' });
});

test('a run that is interrupted does not wait for it', async () => {
  const folder = ownFolder();
  compile(join(folder, 'slirp4netns'), '#include <unistd.h>\nint main(void) { return pause(); }');
  const interruption = new AbortController();
  const asked = ownSlirp({ ...(await context()), signal: interruption.signal }, folder);
  expect(await soon(10, () => processesOf(folder).length === 1)).toBe(true);
  interruption.abort(new Error('interrupted'));
  await expect(asked).rejects.toThrow('interrupted');
  expect(await soon(10, () => processesOf(folder).length === 0)).toBe(true);
});

test('doctor says what --network tap lacks, and is content without', async () => {
  expect(await checkTapNetwork(1000)).toMatchObject({
    ok: true,
    found: 'not possible here',
    fix: expect.stringContaining('only root can make TAP devices'),
  });
});

test('a machine that asks no nameserver is told so, whatever else it lacks', async () => {
  const fix = expect.stringMatching(/^name a server in \/etc\/resolv\.conf/);
  expect(await checkUserNetwork(await context(), slirp('1.2.3'), [])).toMatchObject({
    ok: true,
    found: expect.stringMatching(/, no nameserver$/),
    fix,
  });
  expect(await checkUserNetwork(await context(), '/nowhere', [])).toMatchObject({
    fix: expect.stringMatching(/slirp4netns.*; name a server/),
  });
});
