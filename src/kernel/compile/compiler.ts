/** The tools of this machine that a kernel is built with. */
import { realpath } from 'node:fs/promises';
import { basename, delimiter } from 'node:path';
import type { Context } from '../../cache/context.ts';
import { keptAnswer } from '../../cache/kept-answers.ts';
import { isText, objectOf } from '../../cache/validate.ts';
import { readElfHeader } from '../../elf/elf.ts';
import { filesNamed } from '../../host/files-named.ts';
import { UmlRunError } from '../../model/errors.ts';
import type { Architecture } from '../../model/provisions.ts';
import { loader } from '../host-glibc.ts';

export interface Compiler {
  /** Words of the command: `['gcc']` or `['ccache', 'gcc']`. */
  command: string[];
  /** First line of its `--version`: part of what the built bytes depend on. */
  version: string;
  major: number;
  /** First line of `ldd --version`: the C library's version, which a static kernel carries and a dynamic one needs. */
  libc: string;
}

/** By the tool: the package of Debian and Ubuntu that has it. */
const packages: Record<string, string> = {
  make: 'make',
  gcc: 'gcc',
  ld: 'binutils',
  strip: 'binutils',
  flex: 'flex',
  bison: 'bison',
  bc: 'bc',
  bash: 'bash',
};

/**
 * Finds the compiler and makes sure of the other tools.
 *
 * @throws UmlRunError `tool-missing` with all that is missing, and the apt command for it, in one line
 */
export async function findCompiler(architecture: Architecture): Promise<Compiler> {
  const absent = await filterAsync(Object.keys(packages), async (tool) => (await versionOf(tool)) === undefined);
  if (absent.length > 0)
    missing(absent, absent.map((tool) => packages[tool] ?? tool).concat(absent.includes('gcc') ? ['libc6-dev'] : []));
  const flags = architecture === 'i386' ? ['-m32'] : [];
  const { execa } = await import('execa');
  const trial = await execa('gcc', [...flags, '-x', 'c', '-', '-o', '/dev/null'], {
    input: '#include <stdio.h>\nint main(void) { return puts(""); }\n',
    reject: false,
  });
  if (trial.failed) {
    if (architecture === 'i386') missing(['32-bit C library'], ['gcc-multilib']);
    missing(['C library headers'], ['libc6-dev']);
  }
  const [version = '', libc = 'unknown', ccache] = await Promise.all(['gcc', 'ldd', 'ccache'].map(versionOf));
  const major = Number(/(\d+)\.\d+\.\d+/.exec(version)?.[1] ?? 0);
  return {
    command: ccache === undefined ? ['gcc'] : ['ccache', 'gcc'],
    version,
    major,
    libc,
  };
}

/**
 * What the built bytes depend on of it, quickly: nothing is made sure of, and tools that look the same are not asked
 * again. What a script in their place would start cannot be seen; it is asked each time.
 */
export async function identifyCompiler(context: Pick<Context, 'cache'>): Promise<Identity> {
  const tools = filesNamed(['gcc', 'ldd'], (process.env.PATH ?? '').split(delimiter));
  const gcc = tools.find((path) => basename(path) === 'gcc');
  if (gcc !== undefined && !isElf(gcc)) return askIdentity();
  // The loader changes with the C library. A gcc may be ccache's, which starts the next one in the PATH.
  const files = await Promise.all([loader, ...tools].map((path) => realpath(path).catch(() => path)));
  return keptAnswer(context, 'compiler', [...files, ...tools], isIdentity, askIdentity);
}

type Identity = Pick<Compiler, 'version' | 'libc'>;

const isIdentity = objectOf<Identity>({ version: isText, libc: isText });

async function askIdentity(): Promise<Identity> {
  const [version = 'none', libc = 'unknown'] = await Promise.all(['gcc', 'ldd'].map(versionOf));
  return { version, libc };
}

function isElf(path: string): boolean {
  try {
    return readElfHeader(path) !== undefined;
  } catch {
    return false;
  }
}

/** First line of what it says of itself; `undefined` where there is no such tool. */
async function versionOf(tool: string): Promise<string | undefined> {
  const { execa } = await import('execa');
  const { stdout, stderr, code } = await execa(tool, ['--version'], {
    reject: false,
    stdin: 'ignore',
    env: { LC_ALL: 'C' },
  });
  return code === 'ENOENT' ? undefined : (stdout || stderr).split('\n', 1).join();
}

function missing(what: string[], from: string[]): never {
  throw new UmlRunError(
    'tool-missing',
    `this machine lacks ${what.join(', ')}, which building a kernel needs; install: sudo apt-get install ${[...new Set(from)].join(' ')}`,
  );
}

async function filterAsync<Value>(values: Value[], test: (value: Value) => Promise<boolean>): Promise<Value[]> {
  const kept = await Promise.all(values.map(test));
  return values.filter((_, index) => kept[index]);
}
