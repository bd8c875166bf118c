/** Programs of this machine that use a guest's network. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCertificates } from '../support/certificates.ts';
import { command } from '../support/command.ts';
import { anySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { inWorld, onMachine } from '../support/world.ts';

/** Sends a datagram to the world by each version of IP. @returns lengths of the answers */
const datagrams = (bytes: number) => `import socket
for family, address in (socket.AF_INET, '192.0.2.1'), (socket.AF_INET6, '2001:db8::1'):
    own = socket.socket(family, socket.SOCK_DGRAM)
    own.settimeout(10)
    own.sendto(b'x' * ${bytes}, (address, 7))
    print(len(own.recv(65536)))
`;

test.each(seriesFor('5.10', '7.2'))('curl, wget, Python and the C library of this machine, on %s', async (series) => {
  const folder = ownFolder();
  await makeCertificates(folder, 'world.example');
  writeFileSync(join(folder, 'file'), 'of the world');
  writeFileSync(join(folder, 'datagrams.py'), datagrams(16000));
  const fetches = [
    'curl -fsS -m 20 http://world.example/file',
    'curl -fsS -m 20 https://world.example/file',
    'curl -fsS -m 20 -6 https://world.example/file',
    "curl -fsS -m 20 'http://[2001:db8::1]/file'",
    'wget -q -T 20 -O - http://world.example/file',
    'wget -q -T 20 -O - https://world.example/file',
  ];
  // More addresses than a datagram holds: asked again by TCP.
  const script = [...fetches.map((line) => `${line}; echo`), 'getent ahostsv4 many.example | grep -c STREAM'];
  const said = await inWorld([...script, 'python3 datagrams.py'].join('\n'), {
    series,
    folder,
    words: ['--rootfs', 'host'],
  });
  expect(said).toEqual([...fetches.map(() => 'of the world'), '100', '16000', '16000']);
});

test('a shell on a terminal reaches the world', async () => {
  const folder = ownFolder();
  writeFileSync(join(folder, 'file'), 'of the world\n');
  const shell = [...command, 'exec', '-t', ...kernelWords(anySeries), '--network', 'user', '--', 'sh'];
  const typed = 'wget -qO- http://192.0.2.1/file; tty; exit 7\\n';
  const script = `printf '${typed}' | script -qec '${shell.join(' ')}' /dev/null`;
  const { exitCode, stdout } = await onMachine(['sh', '-c', script], folder);
  expect({ exitCode, lines: stdout.split(/[\r\n]+/) }).toMatchObject({
    exitCode: 7,
    lines: expect.arrayContaining(['of the world', expect.stringMatching(/^\/dev\/tty/)]),
  });
});
