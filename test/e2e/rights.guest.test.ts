/** What root can and cannot do in a guest, on real kernels. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { command, umlExec, umlRun } from '../support/command.ts';
import { compile } from '../support/compile.ts';
import { anySeries, kernelWords, seriesFor } from '../support/kernels.ts';
import { ownFolder } from '../support/temporary-folder.ts';

const kernels = seriesFor('5.10', '7.2');

/** Prints which ways to get a module into the kernel are open, and whether IPv6 works. */
const modules = `#include <errno.h>
  #include <fcntl.h>
  #include <netinet/in.h>
  #include <stdio.h>
  #include <string.h>
  #include <sys/mount.h>
  #include <sys/socket.h>
  #include <sys/stat.h>
  #include <sys/syscall.h>
  #include <sys/utsname.h>
  #include <unistd.h>

  static void tell(const char *what, long result) {
    printf("%s: %s\\n", what, result < 0 ? strerror(errno) : "yes");
  }

  int main(void) {
    static char path[512], bytes[1 << 20];
    struct utsname name;
    struct sockaddr_in6 loopback = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    uname(&name);
    snprintf(path, sizeof path, "/lib/modules/%s/kernel/drivers/net/dummy.ko", name.release);
    int file = open(path, O_RDONLY);
    long size = read(file, bytes, sizeof bytes);
    tell("init_module", syscall(SYS_init_module, bytes, size, ""));
    snprintf(path, sizeof path, "/lib/modules/%s/kernel/fs/binfmt_misc.ko", name.release);
    tell("finit_module", syscall(SYS_finit_module, open(path, O_RDONLY), "", 0));
    tell("phonet", socket(35, SOCK_DGRAM, 0));
    tell("af_alg", socket(38, SOCK_SEQPACKET, 0));
    mkdir("/tmp/disk", 0700);
    tell("squashfs", mount("none", "/tmp/disk", "squashfs", 0, 0) < 0 && errno == ENODEV ? -1 : 0);
    tell("ipv6", bind(socket(AF_INET6, SOCK_DGRAM, 0), (struct sockaddr *)&loopback, sizeof loopback));
    return 0;
  }`;

async function wordsOf(options: string[]): Promise<string[]> {
  const folder = ownFolder();
  const program = compile(join(folder, 'modules'), modules, '-static');
  const ran = await umlRun([...kernelWords(...kernels), '--quiet', ...options, program], { folder });
  return kernels.map((kernel) => ran.bytes('modules', 'stdout', kernel).toString());
}

const say = (lines: Record<string, string>) =>
  Object.entries(lines)
    .map(([what, answer]) => `${what}: ${answer}\n`)
    .join('');

test('--cap-drop SYS_MODULE: no module gets into the kernel, by root or by the kernel itself; IPv6 works', async () => {
  const refused = say({
    init_module: 'Operation not permitted',
    finit_module: 'Operation not permitted',
    phonet: 'Address family not supported by protocol',
    af_alg: 'Address family not supported by protocol',
    squashfs: 'No such device',
    ipv6: 'yes',
  });
  expect(await wordsOf(['--cap-drop', 'SYS_MODULE'])).toEqual(kernels.map(() => refused));
});

test('without it, root loads modules, and so does the kernel', async () => {
  const all = { init_module: 'yes', finit_module: 'yes', phonet: 'yes', af_alg: 'yes', squashfs: 'yes', ipv6: 'yes' };
  expect(await wordsOf([])).toEqual(kernels.map(() => say(all)));
});

const [netAdmin, rawIo, sysAdmin] = [1n << 12n, 1n << 17n, 1n << 21n];

test.each([
  { options: [], lacks: rawIo },
  { options: ['--cap-drop', 'NET_ADMIN,cap_sys_admin'], lacks: netAdmin | rawIo | sysAdmin },
])('a program of root has all rights but SYS_RAWIO and those of $options', async ({ options, lacks }) => {
  const words = [...kernelWords(anySeries), ...options, '--', 'sh', '-c'];
  const { stdout } = await umlExec([...words, 'cat /proc/sys/kernel/cap_last_cap; grep ^Cap /proc/self/status']);
  const [last, ...lines] = stdout.split('\n');
  const all = (1n << (BigInt(last!) + 1n)) - 1n;
  const sets = Object.fromEntries(
    lines.map((line) => line.split(':\t')).map(([set, hex]) => [set, BigInt(`0x${hex}`)]),
  );
  const left = all & ~lacks;
  expect(sets).toEqual({ CapInh: 0n, CapPrm: left, CapEff: left, CapBnd: left, CapAmb: 0n });
});

// Files of an ordinary user of the host, who keeps them private, are somebody else's for root in the guest.
test.each([
  { options: [], rights: (1 << 16) | (1 << 2) },
  { options: ['--cap-drop', 'DAC_READ_SEARCH'], rights: 1 << 16 },
  { options: ['--cap-drop', 'SYS_MODULE'], rights: 0 },
])(
  'what the kernel starts may load modules and read files, as far as tests may, with $options',
  async ({ options, rights }) => {
    const setting = '/proc/sys/kernel/usermodehelper/bset';
    const { stdout } = await umlExec([...kernelWords(anySeries), ...options, '--', 'cat', setting]);
    expect(stdout).toBe(`${rights}\t0`);
  },
);

test('a test that is not root starts whatever the umask was here', async () => {
  const folder = ownFolder();
  const program = compile(join(folder, 'true'), 'int main(void) { return 0; }', '-static');
  chmodSync(program, 0o755);
  const script = 'umask 077; exec "$0" "$@"';
  const words = [...command, 'exec', ...kernelWords(anySeries), '--user', '1000:1000', '--', program];
  const ended = await execa('sh', ['-c', script, ...words], { reject: false, cwd: '/' });
  expect([ended.exitCode, ended.stderr]).toEqual([0, expect.not.stringContaining('uml-run: ')]);
});
