/** What a guest's root can do to its network, and through it to this machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readResults } from '../../src/results/read-results.ts';
import { command } from '../support/command.ts';
import { compile, write } from '../support/compile.ts';
import { anySeries, kernelWords } from '../support/kernels.ts';
import { processesOf } from '../support/processes.ts';
import { ownFolder } from '../support/temporary-folder.ts';
import { inWorld, onMachine, tries } from '../support/world.ts';

test.each(['user', 'user,offline'])('with %s, root cannot route to the loopback of this machine', async (network) => {
  const script = [
    'echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet',
    'ip address del 127.0.0.1/8 dev lo; ip route del local 127.0.0.0/8 dev lo table local',
    'ip address del ::1/128 dev lo',
    'ip route add 127.0.0.0/8 via 10.0.2.2 src 10.0.2.100; ip -6 route add ::1 via fd00::2 src fd00::100',
    'ip route get 127.0.0.1 | grep -o vec0; ip -6 route get ::1 | grep -o vec0',
    tries('IPv4', 'wget -qO- http://127.0.0.1:8080/', 3),
    tries('IPv6', 'wget -qO- http://[::1]:8080/', 3),
    tries('gateway', 'ping -c 1 -W 5 10.0.2.2'),
  ];
  const said = await inWorld(`exec 2>/dev/null\n${script.join('\n')}`, { network });
  expect(said).toEqual(['vec0', 'vec0', 'no IPv4', 'no IPv6', 'gateway']);
});

/** As root: fragments of large datagrams from the last to the first, some left out, and then all there is of datagrams. */
const flood = `#include <arpa/inet.h>
#include <netinet/ip.h>
#include <stdio.h>
#include <string.h>
enum { DATAGRAM = 60000, PIECE = 16000 };
static struct { struct iphdr ip; char data[DATAGRAM]; } packet;
int main(void)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr("192.0.2.1"), .sin_port = htons(9)};
	int raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW), udp = socket(AF_INET, SOCK_DGRAM, 0);
	for (int i = 0; i < 2000; i++)
		for (int at = DATAGRAM - DATAGRAM % PIECE; at >= 0; at -= PIECE) {
			int is_last = at + PIECE > DATAGRAM, size = is_last ? DATAGRAM % PIECE : PIECE;
			packet.ip = (struct iphdr){.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP, .daddr = to.sin_addr.s_addr};
			packet.ip.id = htons(i);
			packet.ip.frag_off = htons(at / 8 | (is_last ? 0 : IP_MF));
			if ((i + at / PIECE) % 7)
				sendto(raw, &packet, sizeof packet.ip + size, 0, (void *)&to, sizeof to);
		}
	for (int i = 0; i < 20000; i++) {
		to.sin_port = htons(1000 + i);
		sendto(udp, packet.data, i % 2 ? 1400 : DATAGRAM, 0, (void *)&to, sizeof to);
	}
	return puts("flooded") < 0;
}`;

test('a guest that floods has a network all the same, and so has one beside it', async () => {
  const folder = ownFolder();
  compile(join(folder, 'flood'), flood, '-static');
  write(join(folder, 'peer'), '#!/bin/sh\nexec httpd -f -p 8080 -h /etc\n');
  const test = ['#!/bin/sh', '/programs$FOLDER/flood', tries('world', 'wget -qO- http://192.0.2.1/flood')];
  write(join(folder, 't'), [...test, tries('peer', 'wget -qO- http://peer:8080/hosts'), ''].join('\n'));
  const guests = ['--guests', 'peer=./peer', '--ready', 'peer=8080', '--env', `FOLDER=${folder}`];
  const words = [...kernelWords(anySeries), '--network', 'user', ...guests, '--include', join(folder, 'flood'), './t'];
  const running = onMachine([...command, ...words], folder);
  const output = join(folder, 'uml-run-results');
  const most = await mostMemoryOf('slirp4netns', running);
  const { tests } = readResults(join(output, 'results.json'));
  expect(readFileSync(join(output, tests[0]?.stdout ?? ''), 'utf8')).toBe('flooded\nworld\npeer\n');
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThan(100);
});

/** Megabytes that any process of a program has had while something runs. */
async function mostMemoryOf(program: string, running: PromiseLike<unknown>): Promise<number> {
  let most = 0;
  const look = setInterval(() => {
    for (const { pid } of processesOf(program)) {
      const [, kilobytes = 0] = /^VmHWM:\s*(\d+)/m.exec(statusOf(pid)) ?? [];
      most = Math.max(most, Number(kilobytes) / 1024);
    }
  }, 100);
  await running;
  clearInterval(look);
  return most;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
