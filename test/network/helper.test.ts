import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../support/command.ts';
import { compile } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('a helper that cannot load its packet filter is no network', async () => {
  const folder = ownFolder();
  const path = compile(join(folder, 'slirp4netns'), '#include <unistd.h>\nint main(void) { return pause(); }');
  const network = { slirp: { path }, publish: [], hostLoopback: false, offline: false };
  const noexec = join(folder, 'noexec');
  mkdirSync(noexec);
  const program = `
    const { startHelper } = await import('${root}/src/network/helper.ts');
    const helper = startHelper(${JSON.stringify(network)}, '${noexec}/helper', (why) => {
      console.log(why);
      helper.end();
    });`;
  const script = `mount -t tmpfs -o noexec none ${noexec} && exec "$0" --input-type=module --eval "$1"`;
  const { stdout } = await execa('unshare', ['-rm', 'sh', '-c', script, process.execPath, program]);
  expect(stdout).toMatch(
    /^the guest's network is gone: slirp4netns runs without its packet filter: .*packet-filter\.so/,
  );
});
