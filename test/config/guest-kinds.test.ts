import { expect, test } from 'vitest';
import { peers, problemOfPeers, readiness } from '../../src/config/guest-kinds.ts';

const refuse = (text: string): never => {
  throw new Error(text);
};

test.each([
  ['a=./server', { name: 'a', command: './server' }],
  ['a=./server 80 -x=1@distro:5.10', { name: 'a', command: './server 80 -x=1', kernel: 'distro:5.10' }],
  ['a=./mail me@example now', { name: 'a', command: './mail me@example now' }],
  ['my-db0=/usr/bin/db@/boot/linux', { name: 'my-db0', command: '/usr/bin/db', kernel: '/boot/linux' }],
])('%s is a guest', (text, guest) => {
  expect(peers.read([text], refuse)).toEqual([guest]);
});

test.each(['', 'a', 'a=', '=x', 'a=@7.2', 'A=x', '-a=x', 'a b=x', 'uml=x', 'localhost=x', `${'a'.repeat(64)}=x`])(
  '%s is no guest',
  (text) => {
    expect(() => peers.read([text], refuse)).toThrow();
  },
);

test('a guest is ready when a port answers or a command succeeds', () => {
  const given = ['a=80', 'b=nc -z b 80', 'c=80 '];
  expect(readiness.read(given, refuse)).toEqual([
    { name: 'a', when: 80 },
    { name: 'b', when: 'nc -z b 80' },
    { name: 'c', when: 80 },
  ]);
  for (const text of ['a', 'a=', 'a=0', 'a=65536', '=80']) expect(() => readiness.read([text], refuse)).toThrow();
});

test('names of guests are unique, and only they can be ready', () => {
  const [a, b] = [
    { name: 'a', command: 'x' },
    { name: 'b', command: 'x' },
  ];
  expect(problemOfPeers([a, b], [{ name: 'b', when: 1 }])).toBeUndefined();
  expect(problemOfPeers([a, b, a], [])).toBe('--guests names two guests "a": give each a name of its own');
  expect(problemOfPeers([a], [{ name: 'b', when: 1 }])).toBe('--ready names the guest "b", which no --guests starts');
});
