import { describe, expect, test } from 'vitest';
import type { Candidates } from '../../src/kernel/distro/candidates.ts';
import { choose, seriesOf } from '../../src/kernel/distro/choose-candidate.ts';
import { chooseArchive, targetsWithoutLists } from '../../src/kernel/distro/debian-archive.ts';

const candidate = (suite: string, alias: string, version: string) => ({
  name: 'user-mode-linux',
  architecture: 'amd64',
  sha256: '',
  folder: '',
  suite,
  alias,
  version,
});

const candidates: Candidates = {
  archive: 'http://example.org/debian',
  ownSuites: ['bookworm', 'bookworm-updates'],
  aptCandidate: '6.1um4+b13',
  problems: [],
  candidates: [
    candidate('bullseye', 'oldoldstable', '5.10um3+b1'),
    candidate('bookworm', 'oldstable', '6.1um4+b13'),
    candidate('trixie', 'stable', '6.12um1+b22'),
    candidate('forky', 'testing', '7.2um1'),
    candidate('sid', 'unstable', '7.2um1'),
  ],
};

describe('the kernel that is meant', () => {
  test.each([
    ['5.10', 'bullseye'],
    ['6.12', 'trixie'],
    ['7.2', 'forky'],
    ['sid', 'sid'],
    ['unstable', 'sid'],
    ['6.12um1+b22', 'trixie'],
  ])('by %s is that of %s', (wanted, suite) => {
    expect(choose(candidates, wanted)?.suite).toBe(suite);
  });

  test.each(['6', '6.1.5', '12', 'buster', ''])('by %s is none', (wanted) => {
    expect(choose(candidates, wanted)).toBeUndefined();
  });

  test('by default is the one that apt would install, then the newest of the suites of this machine, then stable', () => {
    expect(choose(candidates, undefined)?.suite).toBe('bookworm');
    const { aptCandidate: _, ...uninformed } = candidates;
    expect(choose(uninformed, undefined)?.suite).toBe('bookworm');
    expect(choose({ ...uninformed, ownSuites: ['trixie', 'bookworm'] }, undefined)?.suite).toBe('trixie');
    expect(choose({ ...uninformed, ownSuites: ['testing'] }, undefined)?.suite).toBe('forky');
    expect(choose({ ...candidates, aptCandidate: '9.9um1', ownSuites: ['noble'] }, undefined)?.suite).toBe('trixie');
    const stranger = candidates.candidates.slice(0, 2);
    expect(choose({ ...uninformed, ownSuites: [], candidates: stranger }, undefined)?.suite).toBe('bookworm');
  });

  test('has a series', () => {
    expect(['6.1um4+b13', '1:7.2um1', '6.12.3um1', 'odd'].map(seriesOf)).toEqual(['6.1', '7.2', '6.12', 'odd']);
  });
});

describe("this machine's Debian archive", () => {
  const target = (uri: string, suite: string, more: Record<string, string> = {}) => ({
    'repo-uri': uri,
    'base-uri': `${uri}dists/${suite}/`,
    component: 'main',
    ...more,
  });
  const known = { origin: 'Debian', label: 'Debian' };
  const [debian, security, ubuntu] = ['http://a/debian/', 'http://a/debian-security/', 'http://b/ubuntu/'];

  test('is told by its origin, with the codenames of its suites', () => {
    const targets = [
      target('https://c/node/', 'nodistro', { origin: 'Node' }),
      target(security, 'bookworm-security', {
        origin: 'Debian',
        label: 'Debian-Security',
        codename: 'bookworm-security',
      }),
      target(debian, 'oldstable', { ...known, codename: 'bookworm' }),
      target(debian, 'oldstable', { ...known, codename: 'bookworm', component: 'contrib' }),
      target(debian, 'bookworm-updates', { ...known, codename: 'bookworm-updates' }),
    ];
    expect(chooseArchive(targets)).toEqual({ uri: debian, ownSuites: ['bookworm', 'bookworm-updates'] });
  });

  test('is told by the names of its suites where its lists were never fetched', () => {
    const targets = [
      target(security, 'bookworm-security'),
      target(debian, 'bookworm'),
      target(debian, 'bookworm-backports'),
    ];
    expect(chooseArchive(targets)).toEqual({ uri: debian, ownSuites: ['bookworm', 'bookworm-backports'] });
  });

  test('is found in an image of a container, from which the lists are removed', () => {
    const printed = [security, 'http://b/ubuntu/', debian].map(
      (uri, index) => `'${uri}dists/${['bookworm-security', 'noble', 'bookworm'][index]}/InRelease' a_InRelease 0 \n`,
    );
    const packages = `'${debian}dists/bookworm/main/binary-amd64/Packages.xz' a_Packages 0 \n`;
    const found = chooseArchive(targetsWithoutLists([...printed, packages].join('')));
    expect(found).toEqual({ uri: debian, ownSuites: ['bookworm'] });
    expect(chooseArchive(targetsWithoutLists(''))).toBeUndefined();
  });

  test('is not that of another distribution', () => {
    const origin = { origin: 'Ubuntu', label: 'Ubuntu' };
    expect(chooseArchive([target(ubuntu, 'noble', origin), target(ubuntu, 'noble-updates')])).toBeUndefined();
    expect(chooseArchive([target('https://d/', 'stable', { origin: 'Docker', label: 'Docker CE' })])).toBeUndefined();
    expect(chooseArchive([])).toBeUndefined();
  });
});
