import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuestSettings } from '../../src/guest/guest-settings.ts';
import { layoutSteps } from '../../src/guest/layout.ts';
import { makeScratch, type Scratch } from '../../src/guest/scratch.ts';
import { stage } from '../../src/guest/share.ts';
import type { Kernel } from '../../src/model/provisions.ts';
import type { Test } from '../../src/model/tests.ts';
import { compile } from './compile.ts';
import { ownFolder } from './temporary-folder.ts';

/**
 * Compiles a program that is started as a kernel is, has read the boot plan, and says on the channels what its body
 * makes it say: orders of events that a real kernel has only now and then. In the body, `guest` and `test[n]` are
 * tokens, and `say(channel, format, ...)` writes.
 * @param headers that the body needs beyond those of reading and writing
 * @returns its path
 */
export function compileTalker(body: string, headers: readonly string[] = []): string {
  const includes = headers.map((name) => `#include <${name}>\n`).join('');
  const main = `int main(int count, char **words) { read_plan(count, words); ${body} return 0; }`;
  return compile(join(ownFolder(), 'kernel'), `#define _GNU_SOURCE\n${includes}${start}\n${main}`);
}

/**
 * A kernel that is such a program, and what guests of it are started with.
 * @returns them; the caller removes `scratch`
 */
export async function talkerGuest(
  body: string,
  headers: readonly string[] = [],
): Promise<{ kernel: Kernel; settings: GuestSettings; scratch: Scratch }> {
  const path = compileTalker(body, headers);
  const kernel = { spec: path, name: 'k', version: '1.2', source: '', path, sha256: '' };
  const scratch = makeScratch();
  const rootfs = join(ownFolder(), 'rootfs');
  await mkdir(rootfs);
  const { folder: share } = await stage(join(scratch.folder, 'share'), [], async (place) => place);
  const settings = {
    rootfs,
    share,
    steps: layoutSteps(rootfs, join(share, 'libraries')),
    scratch,
    memoryMegabytes: 64,
    fastBoot: true,
    kernelArguments: '',
    sandbox: true,
    defaults: { environment: {}, user: 0, group: 0 },
  };
  return { kernel, settings, scratch };
}

/** A test for such a guest, where it is nothing but a token. */
export function talkerTest(name: string, timeoutSeconds: number): Test {
  const program: Test['program'] = { path: `/${name}`, format: 'elf-static', libraries: [], siblings: [] };
  return { name, program, arguments: [], environment: {}, timeoutSeconds };
}

const start = `
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define say(...) dprintf(__VA_ARGS__)
enum { log = 1, control = 4, out = 5, err = 6 };
static char bytes[1 << 20], *guest, *test[64];

static void read_plan(int count, char **words)
{
	char path[4096] = "";
	for (int n = 1; n < count; n++)
		if (!strncmp(words[n], "hostfs=", 7))
			snprintf(path, sizeof path, "%s/boot/plan", words[n] + 7);
	FILE *plan;
	/* It is written while a kernel boots. */
	while (!(plan = fopen(path, "r")))
		usleep(1000);
	char *end = bytes + fread(bytes, 1, sizeof bytes, plan), *word = bytes;
	guest = bytes;
	/* A token is a word of 32 digits; the first is the guest's. */
	for (int tests = -1; word < end; word += strlen(word) + 1)
		if (strlen(word) == 32 && strspn(word, "0123456789abcdef") == 32 && tests++ >= 0)
			test[tests - 1] = word;
}

static inline void end_streams(const char *token)
{
	say(out, "%s", token);
	say(err, "%s", token);
	say(log, "uml-run: end of %s\\n", token);
}
`;
