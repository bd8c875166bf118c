import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { base } from '../../../src/kernel/compile/config/base.ts';
import { containers } from '../../../src/kernel/compile/config/containers.ts';
import { debug } from '../../../src/kernel/compile/config/debug.ts';
import { guest } from '../../../src/kernel/compile/config/guest.ts';
import { tiny } from '../../../src/kernel/compile/config/tiny.ts';
import { readConfiguration } from '../../../src/kernel/compile/configuration.ts';
import { formatWanted, mergeFragments, parseConfig, parseFragment } from '../../../src/kernel/compile/fragment.ts';
import { sharedFolder } from '../../support/temporary-folder.ts';

const folder = sharedFolder();

const user = (text: string) => ({ name: 'my.config', ours: false, text });

test('reads every kind of value, with its line', () => {
  const wanted = parseFragment(
    user(
      '# a comment\n\nCONFIG_A=y\r\nCONFIG_B=m\n# CONFIG_C is not set\nCONFIG_D=-12\nCONFIG_E=0xfF\nCONFIG_F="a \\"b\\""\nCONFIG_G=n',
    ),
  );
  expect(wanted.map(({ symbol, value, line }) => [symbol, value, line])).toEqual([
    ['A', 'y', 3],
    ['B', 'm', 4],
    ['C', 'n', 5],
    ['D', '-12', 6],
    ['E', '0xfF', 7],
    ['F', '"a \\"b\\""', 8],
    ['G', 'n', 9],
  ]);
});

test.each([
  'USERFAULTFD=y',
  'CONFIG_A = y',
  'CONFIG_A=yes',
  'CONFIG_A',
  'CONFIG_F=text',
  'CONFIG_A=y # why',
  '\u0000ELF',
])('refuses %j and says where it stands', (line) => {
  expect(() => parseFragment(user(`CONFIG_OK=y\n${line}\n`))).toThrow(
    `my.config:2: ${JSON.stringify(line.trim())} is not a line of a kernel configuration`,
  );
});

test('a later fragment overrides an earlier one', () => {
  const merged = mergeFragments([
    { name: 'base', ours: true, text: 'CONFIG_A=y\nCONFIG_B=y' },
    user('# CONFIG_A is not set\nCONFIG_C=m\nCONFIG_C="s"'),
  ]);
  expect(formatWanted(merged)).toBe('# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_C="s"\n');
  expect(merged.map(({ fragment }) => fragment.name)).toEqual(['my.config', 'base', 'my.config']);
});

test('a .config is read without what is not set', () => {
  expect([...parseConfig('#\nCONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=""\n')]).toEqual([
    ['A', 'y'],
    ['C', '""'],
  ]);
});

test.each(Object.entries({ base, tiny, debug, containers, guest }))(
  'the built-in %s names each symbol once',
  (name, text) => {
    const symbols = parseFragment({ name, ours: true, text }).map(({ symbol }) => symbol);
    expect(symbols).toEqual([...new Set(symbols)]);
    expect(symbols.length).toBeGreaterThan(5);
  },
);

describe('--kernel-config', () => {
  const names = async (given: string[]) => {
    const { start, fragments } = await readConfiguration(given);
    return [start, ...fragments.map(({ name }) => name)];
  };

  test('nothing is base; debug, containers and files come on top; base-static, tiny and defconfig take its place', async () => {
    const file = join(folder, 'a.config');
    writeFileSync(file, 'CONFIG_A=y\n');
    expect(await names([])).toEqual(['allnoconfig', 'base']);
    expect(await names(['debug', file])).toEqual(['allnoconfig', 'base', 'debug', file]);
    expect(await names(['containers'])).toEqual(['allnoconfig', 'base', 'containers']);
    expect(await names(['base-static', file])).toEqual(['allnoconfig', 'base', 'base-static', file]);
    expect(await names([file, 'tiny'])).toEqual(['allnoconfig', 'tiny', file]);
    expect(await names(['defconfig', 'debug'])).toEqual(['defconfig', 'defconfig', 'debug']);
  });

  test.each(['no-such.config', '.', 'toString'])('%s is a usage error with the built-in names', async (name) => {
    await expect(readConfiguration([name])).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('base, base-static, tiny, defconfig, debug, containers'),
    });
  });
});
