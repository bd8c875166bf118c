/** What guests reach with `--network tap`, on a machine of its own, and what is left of it there. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { openContext } from '../../src/cache/context.ts';
import { provideKernel } from '../../src/kernel/kernel.ts';
import { readResults } from '../../src/results/read-results.ts';
import { noBoots } from '../support/boots.ts';
import { command, fixtures } from '../support/command.ts';
import { compile, write } from '../support/compile.ts';
import { moduleWithCode } from '../support/kernel-code.ts';
import { anySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

/** Of the machine, all that a run could change: it is the same when nothing is left. */
const helpers = `
uml() { "$UML_NODE" "$UML_CLI" "$@"; }
traces() {
  sed 's/:.*//' /proc/net/dev; nft list ruleset; ip route | sed 's/ linkdown//'
  find /proc/sys/net/ipv4 -name '*forward*' -o -name rp_filter -o -name accept_local | sort | xargs grep -H .
}
until_true() { for i in $(seq 200); do eval "$1" && return; sleep 0.1; done; echo "never: $1"; }
`;

/** Runs a script on a machine whose world is `world.py`. */
async function onMachine(script: string, folder = ownFolder()) {
  const world = join(import.meta.dirname, '../support/world.py');
  write(join(folder, 'on-machine'), `#!/bin/bash\n${helpers}\n${script}\n`);
  const [node, cli] = command;
  const env = { UML_NODE: node, UML_CLI: cli, UML_RUN_ORDER: 'given', UML_RUN_KERNEL: `distro:${anySeries}` };
  return execa('unshare', ['-rnm', 'python3', world, './on-machine'], { cwd: folder, env, reject: false });
}

test.each(['exec', 'serve'])('%s ends, and leaves nothing, where there is no place for its files', async (name) => {
  const { stdout, stderr } = await onMachine(`
    for folder in /dev/shm /var/tmp; do mount -t tmpfs -o ro none $folder; done
    traces >before
    XDG_RUNTIME_DIR=$PWD TMPDIR=$PWD/none timeout 60 "$UML_NODE" "$UML_CLI" ${name} --network tap ${name === 'exec' ? '-- true' : ''}
    echo $?
    traces | diff before - && echo nothing is left`);
  expect(stdout.split('\n')).toEqual([name === 'exec' ? '125' : '3', 'nothing is left']);
  expect(stderr).toContain('no folder for temporary files');
});

/** A program of a guest. */
function program(folder: string, name: string, text: string): void {
  write(join(folder, name), `#!/bin/sh\n${text}\n`);
}

const fetches = 'wget -qO- http://192.0.2.1/ >/dev/null';

test('guests of all kernels reach out at once, each with an address of its own, and not each other', async () => {
  const folder = ownFolder();
  const series = seriesFor('5.10', '6.1', '6.12', '7.2');
  const names = ['a', 'b', 'c'];
  const count = names.length * series.length;
  // Not all of them need run side by side.
  const atOnce = Math.max(1, count - 2);
  const together = (when: string) => `wget -qO- http://192.0.2.1/together/${atOnce}/${when} >/dev/null || exit 1`;
  const reach = (address: string, word: string) =>
    `timeout 2 wget -qO- http://${address}:7/resolv.conf >/dev/null && echo ${word}`;
  for (const name of names)
    program(
      folder,
      name,
      `own=$(ip address show vec0 | grep -o 'inet [^/]*' | cut -c6-)
       echo $own
       httpd -p 7 -h /etc
       [ $own = 198.18.0.2 ] && other=198.18.0.6 || other=198.18.0.2
       ${together('start')}
       ${reach('$own', 'listens')}
       ${reach('$other', 'reached')}
       ${together('end')}`,
    );
  const words = [...kernelWords(...series), '--network', 'tap', '--isolation', 'test', '--jobs', String(count)];
  const { stdout } = await onMachine(
    `nft add table ip uml-run-tap-mine; nft add table inet foreign
     traces >before
     uml ${[...words, '--verbose', ...names.map((name) => `./${name}`)].join(' ')}
     traces | diff before - && echo nothing is left`,
    folder,
  );
  const { tests } = readResults(join(folder, 'uml-run-results/results.json'));
  expect(tests.map(({ verdict, message }) => (verdict === 'passed' ? verdict : message))).toEqual(
    Array(count).fill('passed'),
  );
  const outputs = globSync(join(folder, 'uml-run-results/**/*.stdout')).map((path) => readFileSync(path, 'utf8'));
  expect(outputs.filter((output) => !/^198\.18\.0\.\d+\nlistens\n$/.test(output))).toEqual([]);
  expect(new Set(outputs).size).toBe(count);
  expect(stdout).toContain('nothing is left');
});

test("a guest's root has no other's address, nor this machine's loopback, even where that is routed", async () => {
  const folder = ownFolder();
  const tries = (name: string, line: string) =>
    `if timeout 3 ${line} >/dev/null 2>&1; then echo ${name}; else echo no ${name}; fi`;
  program(
    folder,
    'hostile',
    `${tries('world', 'wget -qO- http://192.0.2.1/')}
     ${tries('names', 'nslookup -type=a a.example 192.0.2.1')}
     ${tries('gateway', 'ping -c 1 -W 5 198.18.0.1')}
     ip link set vec0 down; ip link set vec0 up; ip route add default via 198.18.0.1
     ${tries('again', 'wget -qO- http://192.0.2.1/')}
     ip address add 203.0.113.5/32 dev vec0; ip route replace default via 198.18.0.1 src 203.0.113.5
     ${tries('as another', 'wget -qO- http://192.0.2.1/')}
     ip route replace default via 198.18.0.1 src 198.18.0.2
     echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet; ip address flush dev lo
     ip route add 127.0.0.0/8 via 198.18.0.1 src 198.18.0.2
     ${tries('loopback', 'wget -qO- http://127.0.0.1:8080/')}
     cat /etc/resolv.conf`,
  );
  const { stdout } = await onMachine(
    `echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet; echo 2 >/proc/sys/net/ipv4/conf/all/rp_filter
     nft add table ip watch; nft 'add chain ip watch seen { type filter hook forward priority 0; }'
     nft add rule ip watch seen ip saddr 203.0.113.5 counter
     uml exec --network tap -- ./hostile
     nft list table ip watch | grep -o 'packets [0-9]*'`,
    folder,
  );
  expect(stdout.split('\n')).toEqual([
    ...['world', 'names', 'gateway', 'again', 'no as another', 'no loopback'],
    'nameserver 192.0.2.1',
    'packets 0',
  ]);
});

test.each(['a process holds', 'nobody holds'])(
  'of runs that are killed, whose rules %s, nothing is left',
  async (who) => {
    const folder = ownFolder();
    // As before Linux 5.12 or nft 1.0.
    mkdirSync(join(folder, 'bin'));
    if (who === 'nobody holds')
      program(
        folder,
        'bin/nft',
        '[ "$1" = -i ] && { echo "syntax error, unexpected owner"; exit 1; }; PATH=/usr/sbin:/sbin exec nft "$@"',
      );
    program(folder, 'waits', `${fetches}; echo runs; exec sleep 1000`);
    const { stdout } = await onMachine(
      `PATH=$PWD/bin:$PATH
     traces >before
     uml exec --network tap -- ./waits >one & one=$!
     until_true 'grep -q runs one'
     uml exec --network tap -- ./waits >two & two=$!
     until_true 'grep -q runs two'
     traces | grep -o '^ *uml-run.*'; nft list tables
     kill -9 $one $two; wait
     until_true '! grep -q uml-run /proc/net/dev'
     ${who === 'nobody holds' ? 'nft list tables; uml exec --network tap -- true' : 'until_true \'[ -z "$(nft list tables)" ]\''}
     traces | diff before - && echo nothing is left`.replaceAll('uml exec', '"$UML_NODE" "$UML_CLI" exec'),
      folder,
    );
    const tables = ['table ip uml-run-tap-0', 'table ip uml-run-tap-1'];
    expect(stdout.split('\n')).toEqual([
      ...['uml-run0.0', 'uml-run1.0'],
      ...tables,
      ...(who === 'nobody holds' ? tables : []),
      'nothing is left',
    ]);
  },
);

test('a guest whose rules are taken away is ended, since nothing keeps it from others', async () => {
  const folder = ownFolder();
  program(folder, 'waits', 'echo runs; exec sleep 1000');
  const { stdout } = await onMachine(
    `"$UML_NODE" "$UML_CLI" exec --network tap -- ./waits >out 2>err & pid=$!
     until_true 'grep -q runs out'
     for child in $(cat /proc/$pid/task/*/children); do
       [ "$(cat /proc/$child/comm)" = nft ] && kill -9 $child
     done
     wait $pid; echo $?; cat err`,
    folder,
  );
  expect(stdout).toMatch(/^125\n/);
  expect(stdout).toContain("the guest's network is gone: nft, which holds its rules, was ended from outside uml-run");
});

test('guests of a server reach out as well, and it takes its rules with it', async () => {
  const { stdout } = await onMachine(
    `traces >before
     XDG_RUNTIME_DIR=$PWD uml exec --warm --network tap -- sh -c '${fetches} && echo reached'
     nft list tables
     XDG_RUNTIME_DIR=$PWD uml serve --stop >said 2>&1
     until_true '[ -z "$(nft list tables)" ]'
     until_true 'traces | diff -q before - >same'
     echo nothing is left`,
  );
  expect(stdout.split('\n')).toEqual(['reached', 'table ip uml-run-tap-0', 'nothing is left']);
});

test('a device that somebody has prepared serves one guest after another, as it is, and stays', async () => {
  const folder = ownFolder();
  for (const name of ['a', 'b', 'c'])
    program(
      folder,
      name,
      'ip address show vec0 | grep -o "inet [^ ]*"; ip link show vec0 | grep -o "mtu [0-9]*"; ping -qc 1 -W 5 192.168.77.1 >/dev/null',
    );
  const { stdout } = await onMachine(
    `ip tuntap add mine0 mode tap; ip address add 192.168.77.1/24 dev mine0; ip link set mine0 up
     traces >before
     uml --network tap,device=mine0 --isolation test ./a ./b ./c >said 2>&1 && echo passed
     traces | diff before - && echo nothing has changed
     cat uml-run-results/logs/*/*.stdout`,
    folder,
  );
  const end = ['inet 192.168.77.2/24', 'mtu 1500'];
  expect(stdout.split('\n')).toEqual(['passed', 'nothing has changed', ...end, ...end, ...end]);
});

test('what it cannot give it says, with what to do', async () => {
  const { stdout } = await onMachine(
    `ip tuntap add mine0 mode tap; ip address add 192.168.77.1/24 dev mine0
     for device in nowhere0 lo mine0; do uml exec --network tap,device=$device -- true 2>&1; echo $?; done
     PATH=/none uml exec --network tap -- true 2>&1; echo $?`,
  );
  expect(stdout.split('\n')).toEqual([
    'uml-run: --network tap: there is no device "nowhere0"; make it: ip tuntap add nowhere0 mode tap user <you>',
    '125',
    'uml-run: --network tap: "lo" is not a TAP device; name one that is',
    '125',
    'uml-run: --network tap: "mine0" is down; bring it up: ip link set mine0 up',
    '125',
    'uml-run: "nft" is not on this machine; install it: apt-get install nftables',
    '125',
  ]);
});

test.each(seriesFor('5.10', '7.2'))(
  'on %s, this machine divides and joins packets, and the kernel has nothing to complain of',
  async (series) => {
    const folder = ownFolder();
    const megabytes = 64;
    writeFileSync(join(folder, 'large'), Buffer.alloc(megabytes * 2 ** 20));
    program(
      folder,
      'transfers',
      `wget -qO- http://192.0.2.1/large | wc -c
     dd if=/dev/zero bs=1M count=${megabytes} 2>/dev/null | nc 198.18.0.1 9000
     dmesg | grep -oi 'vnet headers\\|stuck' | sort -u`,
    );
    const { stdout } = await onMachine(
      `python3 -c 'import socket
peer = socket.create_server(("0.0.0.0", 9000)).accept()[0]
print(sum(iter(lambda: len(peer.recv(1 << 20)), 0)), flush=True)' >received & receiver=$!
     uml exec --kernel distro:${series} --network tap -- ./transfers
     wait $receiver; cat received`,
      folder,
    );
    const bytes = String(megabytes * 2 ** 20);
    expect(stdout.split('\n')).toEqual([bytes, 'vnet headers', bytes]);
  },
);

/** Asks a server for 120 datagrams at once, and then for 600 connections, each of which says something. Counts both. */
const asksForBursts = `#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
enum { CONNECTIONS = 600, DATAGRAMS = 120, PATIENCE = 5000 };
static struct sockaddr_in host = {.sin_family = AF_INET};
static int datagrams(void)
{
	char byte;
	int udp = socket(AF_INET, SOCK_DGRAM, 0), room = 16 << 20, count = 0;
	struct pollfd readable = {.fd = udp, .events = POLLIN};
	/* In the guest's memory, each has as much room as the largest packet. */
	setsockopt(udp, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	sendto(udp, "?", 1, 0, (void *)&host, sizeof host);
	while (count < DATAGRAMS && poll(&readable, 1, PATIENCE) > 0 && recv(udp, &byte, 1, 0) == 1)
		count++;
	return count;
}
static int connections(void)
{
	static struct pollfd readable[CONNECTIONS];
	char byte;
	int count = 0, some;
	for (int i = 0; i < CONNECTIONS; i++) {
		readable[i] = (struct pollfd){.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), .events = POLLIN};
		connect(readable[i].fd, (void *)&host, sizeof host);
	}
	while (count < CONNECTIONS && (some = poll(readable, CONNECTIONS, PATIENCE)) > 0)
		for (int i = 0; i < CONNECTIONS; i++)
			if (readable[i].revents) {
				count += read(readable[i].fd, &byte, 1) == 1;
				readable[i].fd = -1;
			}
	return count;
}
int main(int count, char **words)
{
	host.sin_port = htons(9000);
	host.sin_addr.s_addr = inet_addr(words[count - 1]);
	printf("%d %d\\n", datagrams(), connections());
}`;

const burstServer = `import socket, threading
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("0.0.0.0", 9000))
tcp = socket.create_server(("0.0.0.0", 9000), backlog=1024)
def datagrams():
    while True:
        _, who = udp.recvfrom(1)
        for i in range(120): udp.sendto(b"!", who)
threading.Thread(target=datagrams, daemon=True).start()
print("listens", flush=True)
kept = []
while True:
    kept.append(tcp.accept()[0])
    kept[-1].send(b"!")`;

test.each(
  seriesFor('5.10', '7.2').flatMap(
    (series) =>
      [
        [series, 'auto'],
        [series, 'off'],
      ] as const,
  ),
)('on %s, all that comes at once arrives, with the sandbox %s', async (series, sandbox) => {
  const folder = ownFolder();
  compile(join(folder, 'bursts'), asksForBursts, '-static');
  write(join(folder, 'server.py'), burstServer);
  const { stdout } = await onMachine(
    `ulimit -n 2048; python3 server.py >said & server=$!
     until_true 'grep -q listens said'
     uml exec --kernel distro:${series} --sandbox ${sandbox} --network tap -- ./bursts 198.18.0.1
     kill $server`,
    folder,
  );
  expect(stdout).toBe('120 600');
});

test('a kernel without a sandbox inherits its device, and packets fit into frames', async () => {
  const { stdout } = await onMachine(
    `uml exec --sandbox off --network tap -- sh -c "${fetches} && echo reached; dmesg | grep -c 'vnet headers'"`,
  );
  expect(stdout.split('\n')).toEqual(['reached', '0']);
});

test("code in a guest's kernel has no device but its own, and opens nothing with its rights", async () => {
  const folder = ownFolder();
  write(join(folder, 'file'), 'text');
  const kernel = await provideKernel(`distro:${anySeries}`, noBoots, await openContext({ log: hear() }));
  const [module] = globSync(join(kernel.modules!, '*/kernel/drivers/block/loop.ko'));
  const words = [`-DOTHER="other0"`, `-DFILE="${join(folder, 'file')}"`];
  moduleWithCode(folder, module!, join(fixtures, 'attacks/other-tap.c'), ...words);
  compile(
    join(folder, 'loads'),
    `#include <fcntl.h>
#include <libgen.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int count, char **words)
{
	if (count < 1 || chdir(dirname(words[0])) < 0)
		return 1;
	return syscall(SYS_finit_module, open("code.ko", O_RDONLY), "", 0) == 0;
}`,
    '-static',
  );
  // Nobody's: who may open the driver may use it.
  const { stdout } = await onMachine(
    `ip tuntap add other0 mode tap; ip link set other0 up
     uml --network tap --include code.ko ./loads >said 2>&1
     sed -n '/^opening /,/^done/p' uml-run-results/logs/*.log
     grep -o 'other0: *[0-9]* *[0-9]*' /proc/net/dev | tr -s ' '; cat file`,
    folder,
  );
  expect(stdout.split('\n')).toEqual([
    'opening works',
    'sending works',
    ...['asking for the name', 'keeping', 'owning', 'a queue', 'a carrier'].map((one) => `${one} refused`),
    ...['otherwise', 'from a folder', 'a file', 'nothing'].map((one) => `opening ${one} refused`),
    'done',
    // Bytes and packets from who has it.
    ...['other0: 0 0', 'text'],
  ]);
});
