import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const script = `import { homeFolder, realHome } from ${JSON.stringify(join(import.meta.dirname, '../../src/fs/home-folder.ts'))};
console.log(homeFolder(), realHome());`;

test.each([
  ['a user that /etc/passwd does not have', {}, '/ /'],
  ['one that has a home folder all the same, by a link', { HOME: '/var/run' }, '/var/run /run'],
  ['one whose home folder is not there', { HOME: '/nowhere' }, '/nowhere /nowhere'],
])('%s', async (_, env, expected) => {
  const words = [
    '--user',
    '--map-user=4242',
    '--map-group=4242',
    process.execPath,
    '--input-type=module',
    '-e',
    script,
  ];
  const { stdout } = await execa('unshare', words, { env, extendEnv: false });
  expect(stdout).toBe(expected);
});
