import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { buildableTree } from '../../../src/kernel/compile/buildable.ts';
import { type Built, build } from '../../../src/kernel/compile/compile.ts';
import { findCompiler } from '../../../src/kernel/compile/compiler.ts';
import type { Configuration } from '../../../src/kernel/compile/configuration.ts';
import { configure, describeDropped } from '../../../src/kernel/compile/configure.ts';
import type { Job } from '../../../src/kernel/compile/job.ts';
import { digestSources } from '../../../src/kernel/compile/source-files.ts';
import { readTree } from '../../../src/kernel/compile/source-tree.ts';
import { buildReady } from '../../../src/kernel/compile/verify.ts';
import { writeFakeTree } from '../../support/fake-tree.ts';
import { ownFolder } from '../../support/temporary-folder.ts';

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});

async function jobOf(tree: string): Promise<Job> {
  return {
    tree: await readTree(tree),
    folder: join(folder, 'O'),
    architecture: 'x86_64',
    compiler: await findCompiler('x86_64'),
  };
}

const wishes = (ours: boolean, text: string): Configuration => ({
  start: 'allnoconfig',
  fragments: [{ name: ours ? 'base' : 'my.config', ours, text }],
});

const hostfs = wishes(true, 'CONFIG_HOSTFS=y');

describe('a tree', () => {
  test('has its version in its Makefile', async () => {
    expect(await readTree(writeFakeTree(join(folder, 'a tree')))).toEqual({
      path: join(folder, 'a tree'),
      version: '9.8.7',
    });
  });

  test('is refused without arch/um, and when it is none', async () => {
    const tree = writeFakeTree(join(folder, 'tree'));
    rmSync(join(tree, 'arch/um'), { recursive: true });
    await expect(readTree(tree)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('does not have arch/um'),
    });
    await expect(readTree(folder)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('is not a Linux source tree'),
    });
    await expect(readTree(join(folder, 'nothing'))).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('configure', () => {
  test('notes what a fragment of ours does not get', async () => {
    const job = await jobOf(writeFakeTree(join(folder, 'tree')));
    const configured = await configure(
      job,
      wishes(true, 'CONFIG_HOSTFS=y\nCONFIG_VECTOR=y\nCONFIG_IO_URING=y'),
      'static',
    );
    expect(configured.linking).toBe('static');
    expect(describeDropped(configured.dropped)).toEqual([
      'base: CONFIG_VECTOR: needs NET, which is not set',
      'base: CONFIG_IO_URING: no such symbol in this version',
    ]);
  });

  test('refuses when a fragment of the user’s does not get it, naming each with its line', async () => {
    const job = await jobOf(writeFakeTree(join(folder, 'tree')));
    const configuration = wishes(false, 'CONFIG_HOSTFS=y\nCONFIG_VECTOR=y\nCONFIG_HOSTF=y\nCONFIG_KVM=y');
    await expect(configure(job, configuration, 'dynamic')).rejects.toMatchObject({
      kind: 'usage',
      message: [
        'Linux 9.8.7 does not accept the whole configuration:',
        '  my.config:2: CONFIG_VECTOR=y: needs NET, which is not set',
        '  my.config:3: CONFIG_HOSTF=y: no such symbol in this version; did you mean CONFIG_HOSTFS?',
        '  my.config:4: CONFIG_KVM=y: is not for User Mode Linux: only other architectures have it',
      ].join('\n'),
    });
  });

  test('a misspelt name that is to be unset is a note', async () => {
    const job = await jobOf(writeFakeTree(join(folder, 'tree')));
    const { dropped } = await configure(job, wishes(false, 'CONFIG_HOSTFS=y\n# CONFIG_NETT is not set'), 'dynamic');
    expect(describeDropped(dropped)).toEqual([
      'my.config: CONFIG_NETT: no such symbol in this version; did you mean CONFIG_NET?',
    ]);
  });
});

describe('build', () => {
  async function make(recipe: string[], signal?: AbortSignal): Promise<Built> {
    const job = { ...(await jobOf(writeFakeTree(join(folder, 'tree'), recipe))), ...(signal ? { signal } : {}) };
    return build(job, await configure(job, hostfs, 'static'), join(folder, 'out'));
  }

  test('leaves the executable, stripped, and tells its release', async () => {
    const built = await make([]);
    expect(built).toEqual({ executable: join(folder, 'out/linux'), release: '9.8.7', linking: 'static' });
    execFileSync(built.executable);
  });

  test('moves its progress', async () => {
    const job = await jobOf(writeFakeTree(join(folder, 'tree')));
    const steps: number[] = [];
    await build(job, await configure(job, hostfs, 'static'), join(folder, 'out'), (done) => steps.push(done));
    expect(steps).toEqual([1, 2]);
  });

  test('shows the first errors rather than the end', async () => {
    const recipe = ["echo 'kernel/fork.c:1:2: error: expected ;' >&2", ...Array(40).fill('echo noise'), 'false'];
    await expect(make(recipe)).rejects.toMatchObject({
      kind: 'machine',
      message: 'make linux failed (2):\nkernel/fork.c:1:2: error: expected ;',
    });
  });

  test('shows the end where nothing looks like an error', async () => {
    await expect(make(['echo a riddle', 'exit 3'])).rejects.toThrow(/a riddle\nmake.*Error 3/);
  });

  test('says that the disk is full', async () => {
    await expect(make(['dd if=/dev/zero of=/dev/full bs=1 count=1'])).rejects.toThrow(
      `the disk of "${join(folder, 'O')}" is full`,
    );
  });

  test('aborted, ends make and all that it started', async () => {
    const controller = new AbortController();
    const pidFile = join(folder, 'pid');
    const building = make([`(sh -c 'echo $$$$ > ${pidFile}; exec sleep 1000') ; true`], controller.signal);
    building.catch(() => {});
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '')
      await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort(new Error('ctrl-C'));
    await expect(building).rejects.toThrow('ctrl-C');
    const pid = Number(readFileSync(pidFile, 'utf8'));
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  test('gives the same bytes in another folder, at another time, by somebody else', async () => {
    const made = async (name: string): Promise<Buffer> => {
      const options = '-DWHEN="\\"$$KBUILD_BUILD_TIMESTAMP $$KBUILD_BUILD_USER $$KBUILD_BUILD_HOST $$TZ\\""';
      const tree = writeFakeTree(join(folder, name), [`$(CC) $(KCFLAGS) ${options} $(CURDIR)/main.c -o made`]);
      const main = 'const char *what[] = {__FILE__, WHEN}; int main(void) { return !what[0]; }';
      writeFileSync(join(tree, 'main.c'), main);
      const job = { ...(await jobOf(tree)), folder: join(folder, `${name}-objects`) };
      const { executable } = await build(job, await configure(job, hostfs, 'static'), join(folder, `${name}-built`));
      return readFileSync(executable);
    };
    const one = await made('one');
    const { USER, TZ } = process.env;
    Object.assign(process.env, { USER: 'somebody', TZ: 'Asia/Tokyo' });
    const other = await made('deep/down/another').finally(() => {
      for (const [name, value] of Object.entries({ USER, TZ })) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
    expect(other.equals(one)).toBe(true);
    expect(one.includes('main.c')).toBe(true);
    expect(one.includes('uml-run uml-run UTC')).toBe(true);
  });

  test('heeds nothing of the environment that would change the bytes', async () => {
    process.env.KCFLAGS = '-march=native';
    process.env.LOCALVERSION = '-mine';
    try {
      await make(['echo "$(KCFLAGS)|$(LOCALVERSION)|$$KBUILD_BUILD_USER|$$LC_ALL" > flags']);
    } finally {
      delete process.env.KCFLAGS;
      delete process.env.LOCALVERSION;
    }
    const [flags, ...others] = readFileSync(join(folder, 'O/flags'), 'utf8').trim().split('|');
    expect(flags).toBe(`-ffile-prefix-map=${join(folder, 'tree')}/= -fno-canonical-system-headers`);
    expect(others).toEqual(['', 'uml-run', 'C']);
  });
});

/** Whether a process with this id is there and not a zombie. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a tree that kbuild would refuse', () => {
  const listing = (tree: string) =>
    readdirSync(tree, { recursive: true })
      .map(String)
      .sort()
      .map((name) => [name, statSync(join(tree, name)).mtimeMs]);

  test('with spaces in its path is built through links, and stays as it was', async () => {
    const given = await readTree(writeFakeTree(join(folder, 'my tree')));
    const before = listing(given.path);
    const tree = await buildableTree(given, folder);
    expect(tree.path).toBe(join(folder, 'source'));
    const job = { ...(await jobOf(given.path)), tree };
    const built = await build(job, await configure(job, hostfs, 'dynamic'), join(folder, 'out'));
    expect(built.release).toBe('9.8.7');
    expect(listing(given.path)).toEqual(before);
  });

  test('that has been built in is refused, unless git knows its sources', async () => {
    const path = writeFakeTree(join(folder, 'tree'));
    const given = await readTree(path);
    writeFileSync(join(path, '.config'), 'CONFIG_A=y\n');
    await expect(buildableTree(given, folder)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('mrproper'),
    });
    writeFileSync(join(path, '.gitignore'), '.config\n');
    execFileSync('git', ['init', '--quiet', path]);
    const tree = await buildableTree(given, folder);
    expect(existsSync(join(tree.path, 'Makefile'))).toBe(true);
    expect(existsSync(join(tree.path, '.config'))).toBe(false);
  });

  test('has a digest that sees names, contents, modes and links, and nothing of git', async () => {
    const given = await readTree(writeFakeTree(join(folder, 'tree')));
    const seen = new Set<string>();
    const changes = [
      () => {},
      () => writeFileSync(join(given.path, 'a.c'), 'int a;'),
      () => writeFileSync(join(given.path, 'a.c'), 'int b;'),
      () => chmodSync(join(given.path, 'a.c'), 0o755),
      () => symlinkSync('a.c', join(given.path, 'b.c')),
      () => symlinkSync('arch', join(given.path, 'folder')),
      () => renameSync(join(given.path, 'a.c'), join(given.path, 'c.c')),
    ];
    for (const change of changes) {
      change();
      seen.add(await digestSources(given));
    }
    expect(seen.size).toBe(changes.length);
    execFileSync('git', ['init', '--quiet', given.path]);
    expect(seen).toContain(await digestSources(given));
  });

  test('a clean one is taken as it is', async () => {
    const given = await readTree(writeFakeTree(join(folder, 'tree')));
    expect(await buildableTree(given, folder)).toBe(given);
  });

  test('no build folder with spaces', async () => {
    const given = await readTree(writeFakeTree(join(folder, 'tree')));
    await expect(buildableTree(given, '/tmp/a b')).rejects.toMatchObject({
      kind: 'machine',
      message: expect.stringContaining('TMPDIR'),
    });
  });
});

describe('ready', () => {
  const ready = async (
    checkBoots: (executable: string, attempt: number) => void,
    configuration = hostfs,
    recipe: string[] = [],
  ) => {
    const job = await jobOf(writeFakeTree(join(folder, 'tree'), recipe));
    let attempts = 0;
    return buildReady(job, configuration, join(folder, 'out'), async (executable) =>
      checkBoots(executable, ++attempts),
    );
  };

  test('is a static kernel that boots', async () => {
    expect(await ready((executable) => execFileSync(executable))).toMatchObject({ linking: 'static', notes: [] });
  });

  test('is a dynamic one where the static one does not boot, which is said', async () => {
    const kernel = await ready((_, attempt) => {
      if (attempt === 1) throw new Error('wait_stub_done');
    });
    expect(kernel).toMatchObject({ linking: 'dynamic', notes: [expect.stringContaining('wait_stub_done')] });
  });

  test('is none where neither boots', async () => {
    const never = () => {
      throw new Error('the console’s last words');
    };
    await expect(ready(never)).rejects.toMatchObject({
      kind: 'machine',
      message: expect.stringContaining('9.8.7 was built (dynamic), but does not boot here: the console’s last words'),
    });
  });

  test('a static link that the user insists on is not given up', async () => {
    const never = () => {
      throw new Error('no');
    };
    const isStatic = ['echo "int main(void) { return 0; }" | gcc -static -x c - -o made'];
    const insisting = wishes(false, 'CONFIG_STATIC_LINK=y');
    await expect(ready(never, insisting, isStatic)).rejects.toThrow('was built (static)');
  });

  test.each([true, false])('none is static by its configuration alone (of ours: %s)', async (ours) => {
    const asked = ready(() => {}, wishes(ours, 'CONFIG_STATIC_LINK=y'));
    await expect(asked).rejects.toMatchObject({
      code: 'kernel-build-failed',
      message: expect.stringContaining('9.8.7 is not static'),
    });
  });
});
