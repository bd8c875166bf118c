import { expect, test } from 'vitest';
import { accountName, withGroup, withHosts, withUser } from '../../src/rootfs/names.ts';

const localhost = '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n';

test.each([
  ['', `${localhost}127.0.1.1 uml\n`],
  ['127.0.0.1\tlocalhost', '127.0.0.1\tlocalhost\n127.0.1.1 uml\n'],
  ['::1 ip6 localhost # uml\n', '::1 ip6 localhost # uml\n127.0.1.1 uml\n'],
  [
    '# 127.0.0.1 localhost\n10.0.0.1 uml.example\n',
    `# 127.0.0.1 localhost\n10.0.0.1 uml.example\n${localhost}127.0.1.1 uml\n`,
  ],
])('/etc/hosts that lacks the guest gets it: %j', (text, expected) => {
  expect(withHosts(text)).toBe(expected);
  expect(withHosts(expected)).toBe(expected);
});

test('/etc/hosts that knows the guest stays byte by byte', () => {
  expect(withHosts('127.0.0.1 localhost\n10.0.0.1  box uml')).toBe('127.0.0.1 localhost\n10.0.0.1  box uml');
});

const root = 'root:x:0:0:root:/root:/bin/sh\n';

test.each([
  ['', 0, 'root:x:0:7::/root:/bin/sh\n', 'root'],
  [root, 1234, `${root}user:x:1234:7::/tmp:/bin/sh\n`, 'user'],
  ['user:x:1:1::/:/bin/sh', 1234, 'user:x:1:1::/:/bin/sh\nuser1234:x:1234:7::/tmp:/bin/sh\n', 'user1234'],
  ['some:x:1234:1::/home/some:/bin/sh', 1234, 'some:x:1234:1::/home/some:/bin/sh', 'some'],
  // Groups and longer numbers are not the user's.
  ['a:x:12345:1234::/:/bin/sh\n', 1234, 'a:x:12345:1234::/:/bin/sh\nuser:x:1234:7::/tmp:/bin/sh\n', 'user'],
])('/etc/passwd %j has a line for the user %i', (text, user, expected, name) => {
  expect(withUser(text, { user, group: 7 })).toBe(expected);
  expect(accountName(expected, user)).toBe(name);
});

test.each([
  ['', 1234, 'user:x:1234:\n'],
  ['root:x:0:\n', 0, 'root:x:0:\n'],
  ['user:x:5:a,b\n', 1234, 'user:x:5:a,b\nuser1234:x:1234:\n'],
])('/etc/group %j has a line for the group %i', (text, group, expected) => {
  expect(withGroup(text, { user: 7, group })).toBe(expected);
});
