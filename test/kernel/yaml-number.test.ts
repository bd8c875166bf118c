import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import { parseKernelSpec } from '../../src/kernel/kernel-spec.ts';
import { likelierSeries } from '../../src/kernel/yaml-number.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const hint = (text: string) => likelierSeries(parseKernelSpec(text));

test.each([
  ['5.1', `kernel "5.1": did you mean '5.10'? In YAML, 5.10 without quotes is the number 5.1`],
  ['distro:5.1', `kernel "distro:5.1": did you mean 'distro:5.10'? In YAML, 5.10 without quotes is the number 5.1`],
])('%s is most likely another series', (text, expected) => {
  expect(hint(text)).toBe(expected);
});

test.each(['6.1', '5.10', '5.15', '5.1.21', '6.12', '4.1', '5.2', '6.2', 'distro:6.1', 'distro', './5.1', 'auto'])(
  '%s is what was meant',
  (text) => {
    expect(hint(text)).toBeUndefined();
  },
);

test('it is said before the kernel is looked for', async () => {
  const log = hear();
  const context = await openContext({ folder: ownFolder(), log });
  const checkBoots = () => Promise.reject(new Error('there is nothing to boot'));
  const options = { mirror: ownFolder(), userspace: 'ptrace', timeTravel: false, checkBoots } as const;
  await expect(provideKernel('5.1', options, context)).rejects.toThrow('5.1');
  expect(log.warnings).toEqual([hint('5.1')]);
});
