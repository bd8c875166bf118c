import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layoutSteps } from '../../src/guest/layout.ts';
import { write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test.each([true, false])('of a hidden folder only what programs brought along is shown (writable: %s)', (writable) => {
  const [rootfs, libraries] = [join(ownFolder(), 'rootfs'), join(ownFolder(), 'libraries')];
  mkdirSync(join(rootfs, 'home/me'), { recursive: true });
  write(join(rootfs, 'home/me/secret'), 'secret');
  write(join(libraries, 'home/me/lib/one.so'), 'library');
  for (const hidden of [['/home'], ['/home/me'], ['/home', '/home/me']]) {
    const said = JSON.stringify(layoutSteps(rootfs, libraries, hidden, writable));
    expect(said).toContain('/.libraries/home');
    expect(said).not.toMatch(/\.rootfs\/home(?:\/me)?["/]/);
  }
});
