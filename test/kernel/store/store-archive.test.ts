import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packFiles, readFiles } from '../../../src/kernel/store/store-archive.ts';
import { tarOf } from '../../support/kernel-store.ts';

const long = `modules/6.12.9/kernel/${'a'.repeat(90)}/${'b'.repeat(90)}.ko`;
const files = new Map([
  ['linux.uml', Buffer.alloc(1000, 1)],
  ['lib/libc.so.6', Buffer.alloc(512, 2)],
  [long, Buffer.from('module')],
  ['modules/6.12.9/modules.dep', Buffer.alloc(0)],
  ['kernel.json', Buffer.from('{}')],
  ['config', Buffer.from('CONFIG_UML=y\n')],
]);

test('what is packed is read again', async () => {
  const read = await readFiles(await packFiles(files), 'x');
  expect([...read].sort()).toEqual([...files].sort());
  expect([...read.keys()]).toEqual([...files.keys()].sort());
});

test('the same files give the same bytes, in whatever order they come', async () => {
  expect(await packFiles(new Map([...files].reverse()))).toEqual(await packFiles(files));
});

test.each([
  '../linux.uml',
  '/linux.uml',
  'modules/../config',
  'lib/.hidden',
  'lib',
  'modules/',
  `lib/${'a'.repeat(101)}`,
])('no archive can have "%s"', async (path) => {
  await expect(packFiles(new Map([[path, Buffer.alloc(1)]]))).rejects.toThrow('has no place in an archive');
});

const plain = tarOf([{ path: 'config' }]);
const bytes = gunzipSync(plain);

test.each([
  ['a symbolic link', tarOf([{ path: 'linux.uml', type: '2', target: '/etc/passwd' }]), 'not a regular file'],
  ['a hard link', tarOf([{ path: 'linux.uml', type: '1', target: 'config' }]), 'not a regular file'],
  ['a device', tarOf([{ path: 'linux.uml', type: '3' }]), 'not a regular file'],
  ['a folder', tarOf([{ path: 'lib', type: '5' }]), 'not a regular file'],
  ['a long name of GNU', tarOf([{ path: 'config', type: 'L', content: Buffer.from('../x') }]), 'not a regular file'],
  [
    'an extended header',
    tarOf([{ path: 'config', type: 'x', content: Buffer.from('13 path=../x\n') }]),
    'regular file',
  ],
  ['a path upwards', tarOf([{ path: '../config' }]), 'does not belong there'],
  ['a path upwards within', tarOf([{ path: 'modules/../../x' }]), 'does not belong there'],
  ['an absolute path', tarOf([{ path: '/etc/passwd' }]), 'does not belong there'],
  ['another name', tarOf([{ path: 'setup.sh' }]), 'does not belong there'],
  ['a name twice', tarOf([{ path: 'config' }, { path: 'config' }]), 'twice'],
  ['a size beyond its end', gzipSync(bytes.subarray(0, 512)), 'is truncated'],
  ['no end', gzipSync(Buffer.alloc(100)), 'is truncated'],
  ['more behind its end', gzipSync(Buffer.concat([bytes, Buffer.alloc(512)])), 'behind its end'],
  ['a damaged header', gzipSync(Buffer.concat([Buffer.from('x'), bytes.subarray(1)])), 'damaged header'],
  ['no gzip', bytes, 'not what gzip made'],
  ['a part of gzip', plain.subarray(0, plain.length - 9), 'not what gzip made'],
])('an archive with %s is refused', async (_, archive, message) => {
  await expect(readFiles(archive, 'x.tar.gz')).rejects.toMatchObject({
    code: 'download-untrusted',
    message: expect.stringContaining(message),
  });
});

test('an archive that takes too much unpacked is refused before it is unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(3 * 2 ** 20));
  await expect(readFiles(bomb, 'x', 'kernel', 2 * 2 ** 20)).rejects.toThrow('takes more than 2 MB when it is unpacked');
});
