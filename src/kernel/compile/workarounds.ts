/** Sources meet compilers that came after them. What helps goes on make's command line: the sources stay as they are. */
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
