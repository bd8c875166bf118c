/**
 * Sources meet compilers and processors that came after them. What helps goes on make's command line: the sources stay
 * as they are.
 */
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nativeFile } from '../../host/native-file.ts';
import type { Job } from './job.ts';
import { isBefore, type SourceTree } from './source-tree.ts';

interface Workaround {
  /** First major version of gcc that needs it. */
  since: number;
  applies(tree: SourceTree): boolean;
  hostFlags: string;
  why: string;
}

const known: Workaround[] = [
  {
    since: 10,
    applies: (tree) => isBefore(tree, 5, 6),
    hostFlags: '-fcommon',
    why: 'host tools of kernels before 5.6 define a variable twice (yylloc)',
  },
  {
    since: 15,
    applies: (tree) => isBefore(tree, 6, 14),
    hostFlags: '-std=gnu11',
    why: 'kernels before 6.14 name things bool, true and false, which are keywords of C23',
  },
];

/** Those that this tree needs with this compiler, and a sentence about each for the user. */
export function workarounds({ tree, compiler }: Pick<Job, 'tree' | 'compiler'>): {
  hostFlags: string[];
  notes: string[];
} {
  const needed = known.filter(({ since, applies }) => compiler.major >= since && applies(tree));
  return {
    hostFlags: needed.map(({ hostFlags }) => hostFlags),
    notes: needed.map(
      ({ hostFlags, why }) => `host tools are built with ${hostFlags}: ${why}; the compiler is ${compiler.version}`,
    ),
  };
}

/**
 * What is linked into the kernel besides its own.
 * @param config the kernel's whole configuration
 * @returns words for make's command line
 */
export async function linkVariables(
  { tree, folder }: Pick<Job, 'tree' | 'folder'>,
  config: Map<string, string>,
): Promise<string[]> {
  // The variable's words are all meant for the link of the kernel itself. Those that it has must stay.
  const own = /^LINK_WRAPS[ \t]*:?=[ \t]*(.*[^\\\s])[ \t]*$/m.exec(await sourceOf(tree, 'arch/um/Makefile'))?.[1];
  if (own === undefined || config.get('64BIT') !== 'y') return [];
  const isStatic = config.get('STATIC_LINK') === 'y';
  const more = [...(await xstateObject(tree, folder)), ...(isStatic ? await aliases(tree) : [])];
  return more.length === 0 ? [] : [`LINK_WRAPS=${[own, ...more].join(' ')}`];
}

/**
 * The ptrace of `native/xstate`, for a kernel that has too little room for the registers of a processor with AMX. Always,
 * whatever this machine has: the kernel may be cached for another.
 */
async function xstateObject(tree: SourceTree, folder: string): Promise<string[]> {
  if (!isBefore(tree, 6, 13)) return [];
  await copyFile(nativeFile('xstate.o'), join(folder, 'xstate.o'));
  // Relative to the build's folder, where make links.
  return ['xstate.o'];
}

/** Kernels up to 6.1 offer modules a function of the C library that its static version has not had since glibc 2.33. */
async function aliases(tree: SourceTree): Promise<string[]> {
  const offered = /^EXPORT_SYMBOL_PROTO\(__xmknod\)/m.test(await sourceOf(tree, 'arch/um/os-Linux/user_syms.c'));
  return offered ? ['-Wl,--defsym=__xmknod=mknod'] : [];
}

/** @returns nothing for a file that is not there */
function sourceOf(tree: SourceTree, path: string): Promise<string> {
  return readFile(join(tree.path, path), 'utf8').catch(() => '');
}
