import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeNameFiles } from '../../src/provision/name-files.ts';
import { write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function trees() {
  const folder = ownFolder();
  const [rootfs, libraries] = [join(folder, 'rootfs'), join(folder, 'libraries')];
  mkdirSync(rootfs);
  return { rootfs, libraries };
}

const ids = { user: 1234, group: 5 };

test('files that know all of it are not written; one that lacks a line keeps its bytes', () => {
  const { rootfs, libraries } = trees();
  write(join(rootfs, 'etc/hosts'), '127.0.0.1 localhost uml\n');
  write(join(rootfs, 'etc/group'), 'tty:x:5:\n');
  write(join(rootfs, 'etc/passwd'), Buffer.from('r:x:0:0:J\xfcrgen:/:/bin/sh\n', 'latin1'));
  expect(writeNameFiles(libraries, { spec: 'x', path: rootfs }, ids)).toBe('user');
  expect(existsSync(join(libraries, 'etc/hosts')) || existsSync(join(libraries, 'etc/group'))).toBe(false);
  const text = readFileSync(join(libraries, 'etc/passwd'), 'latin1');
  expect(text).toBe('r:x:0:0:J\xfcrgen:/:/bin/sh\nuser:x:1234:5::/tmp:/bin/sh\n');
});

test('a rootfs without /etc gets all three, and one whose /etc is a link has them where it leads', () => {
  const { rootfs, libraries } = trees();
  mkdirSync(join(rootfs, 'system/etc'), { recursive: true });
  symlinkSync('/system/etc', join(rootfs, 'etc'));
  writeFileSync(join(rootfs, 'system/hosts'), '10.0.0.1 mine\n');
  symlinkSync('../hosts', join(rootfs, 'etc/../system/etc/hosts'));
  writeNameFiles(libraries, { spec: 'x', path: rootfs }, ids);
  expect(readFileSync(join(libraries, 'system/etc/hosts'), 'utf8')).toMatch(
    /^10\.0\.0\.1 mine\n.*127\.0\.1\.1 uml\n$/s,
  );
  const empty = trees();
  writeNameFiles(empty.libraries, { spec: 'x', path: empty.rootfs }, ids);
  for (const name of ['hosts', 'passwd', 'group']) expect(existsSync(join(empty.libraries, 'etc', name))).toBe(true);
});

test('nothing is shown in a hidden folder, or instead of what is no file', () => {
  const { rootfs, libraries } = trees();
  mkdirSync(join(rootfs, 'etc/passwd'), { recursive: true });
  expect(writeNameFiles(libraries, { spec: 'x', path: rootfs }, ids)).toBeUndefined();
  expect(existsSync(join(libraries, 'etc/passwd'))).toBe(false);
  const other = trees();
  mkdirSync(join(other.rootfs, 'etc'));
  writeNameFiles(other.libraries, { spec: 'x', path: other.rootfs, hidden: ['/etc'] }, ids);
  expect(existsSync(other.libraries)).toBe(false);
});

test('names of the network come before what the rootfs says of them', () => {
  const { rootfs, libraries } = trees();
  write(join(rootfs, 'etc/hosts'), '127.0.0.1 localhost uml\n10.0.0.1 db\n');
  writeNameFiles(libraries, { spec: 'x', path: rootfs }, ids, { db: '10.0.2.101', web: 'fd00::102' });
  expect(readFileSync(join(libraries, 'etc/hosts'), 'utf8')).toBe(
    '10.0.2.101 db\nfd00::102 web\n127.0.0.1 localhost uml\n10.0.0.1 db\n',
  );
});
