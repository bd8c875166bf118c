import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireNetworkCard, requireTransports } from '../../src/kernel/transports.ts';
import { write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** One that only says its configuration. */
function kernelWith(...symbols: string[]) {
  const config = symbols.map((symbol) => `CONFIG_${symbol}=y`).join('\n');
  const path = write(join(ownFolder(), 'linux'), `#!/bin/sh\ncat <<END\n${config}\nEND\n`);
  return { spec: './linux', name: '6.12', version: '6.12.9', source: '', path, sha256: '' };
}

test('a kernel is used that knows the transport, or that is given none', async () => {
  const kernel = kernelWith('UML_NET_SLIRP', 'UML_NET_TUNTAP');
  await requireTransports(kernel, 'eth0=slirp,,/usr/bin/slirp quiet eth1=tuntap,tap0');
  await requireTransports(kernelWith(), 'quiet vec0:transport=raw,ifname=eth0');
});

test('one that lacks it is named, with the symbol', async () => {
  await expect(requireTransports(kernelWith('UML_NET_SLIRP'), 'eth0=slirp eth1=daemon')).rejects.toThrow(
    '--kernel-args "eth1=daemon": kernel "./linux", Linux 6.12.9, lacks CONFIG_UML_NET_DAEMON; use --network user',
  );
});

test('a kernel has a network card, or the reason why it has none is said', async () => {
  await requireNetworkCard(kernelWith('UML_NET_VECTOR'), '--network user');
  const refused = (...symbols: string[]) => requireNetworkCard(kernelWith(...symbols), '--network user');
  await expect(refused()).rejects.toMatchObject({
    code: 'kernel-unsuitable',
    message: '--network user: kernel "./linux", Linux 6.12.9, lacks CONFIG_UML_NET_VECTOR; use --kernel-config base',
  });
  await expect(refused('STATIC_LINK')).rejects.toThrow(
    'Linux 6.12.9, is linked statically, which the driver of the network card forbids; use',
  );
});
