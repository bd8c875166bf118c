/**
 * An executable that the user says is a kernel. It is looked at before it is run, and run only to be asked what it is:
 * with a time limit, without input, in an empty folder, and with nothing of the user's environment.
 */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { architectureName, isRunnable } from '../elf/architecture.ts';
import { readElfHeader, unlessDamaged } from '../elf/elf.ts';
import { withTemporaryFolder } from '../host/with-temporary-folder.ts';
import { messageOf, UmlRunError } from '../model/errors.ts';
import { parseConfig } from './compile/fragment.ts';

/** Milliseconds. */
const usualPatience = 10_000;

export interface LocalKernel {
  /** Absolute path. */
  path: string;
  /** `uname -r`, from `--version`. */
  release: string;
  /** From `--showconfig`. */
  config: Map<string, string>;
}

/**
 * @param patience milliseconds that it may take to answer a question
 * @throws UmlRunError `file-unreadable`; `kernel-unsuitable` when it is not a User Mode Linux kernel for this machine,
 * with how that shows
 */
export async function readExecutable(file: string, patience = usualPatience): Promise<LocalKernel> {
  const path = resolve(file);
  await requireUml(file, path);
  return withTemporaryFolder(async (cwd) => {
    const release = await askRelease(path, file, cwd, patience);
    const config = parseConfig(await ask(path, '--showconfig', { name: file, cwd, patience }));
    if (config.get('UML') !== 'y') throw notUml(file, '--showconfig does not say CONFIG_UML=y');
    return { path, release, config };
  });
}

/**
 * @param path of a kernel that was looked at
 * @param name what messages call it
 * @param cwd an empty folder
 * @returns `uname -r`
 * @throws UmlRunError `kernel-unsuitable` when it does not say it
 */
export async function askRelease(path: string, name: string, cwd: string, patience = usualPatience): Promise<string> {
  const version = (await ask(path, '--version', { name, cwd, patience })).trim();
  if (/^\d+\.\d+\S*$/.test(version)) return version;
  throw notUml(name, `--version says "${version.slice(0, 80)}"`);
}

/** A User Mode Linux kernel carries its configuration as text: that can be seen without running it. */
async function requireUml(file: string, path: string): Promise<void> {
  const status = await stat(path).catch((cause) => {
    throw new UmlRunError('file-unreadable', `kernel "${file}": no such file`, { cause });
  });
  if (!status.isFile()) throw new UmlRunError('kernel-unsuitable', `kernel "${file}" is not a file`);
  const bytes = await readFile(path).catch((cause) => {
    throw new UmlRunError('file-unreadable', `kernel "${file}" cannot be read: ${messageOf(cause)}`, { cause });
  });
  const header = unlessDamaged(() => readElfHeader(path));
  if (!header) throw notUml(file, 'it is not an ELF executable');
  if (!isRunnable(header, 'x86_64') && !isRunnable(header, 'i386'))
    throw notUml(file, `it is for ${architectureName(header)}`);
  if (!bytes.includes('CONFIG_UML=y')) {
    throw notUml(file, 'it does not contain CONFIG_UML=y, so it is for hardware or for QEMU; build one with ARCH=um');
  }
  if ((status.mode & 0o111) === 0)
    throw new UmlRunError('kernel-unsuitable', `kernel "${file}" is not executable; run: chmod +x ${file}`);
}

async function ask(
  path: string,
  question: string,
  { name, cwd, patience }: { name: string; cwd: string; patience: number },
): Promise<string> {
  const { execa } = await import('execa');
  const answer = await execa(path, [question], {
    cwd,
    env: { HOME: cwd, TMPDIR: cwd, PATH: '/usr/bin:/bin' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: patience,
    forceKillAfterDelay: 500,
    maxBuffer: 2 ** 22,
  });
  if (answer.timedOut) throw notUml(name, `it does not answer ${question} within ${patience / 1000} s`);
  if (!answer.failed) return answer.stdout;
  // Where it could not be started at all, there are no streams.
  const [first] = (answer.stderr ?? '').trim().split('\n');
  throw notUml(name, `${question} fails: ${first || answer.shortMessage?.replaceAll('\n', ': ')}`);
}

function notUml(file: string, how: string): UmlRunError {
  return new UmlRunError(
    'kernel-unsuitable',
    `kernel "${file}" is not a User Mode Linux kernel this machine can run: ${how}`,
  );
}
