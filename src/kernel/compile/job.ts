/** What a build is made from, and where. */
import type { Architecture } from '../../model/provisions.ts';
import type { Compiler } from './compiler.ts';
import type { SourceTree } from './source-tree.ts';

export interface Job {
  tree: SourceTree;
  /** An empty folder of the build's own, without spaces in its path. All that make writes is in it. */
  folder: string;
  architecture: Architecture;
  compiler: Compiler;
  /** Words for make that hide tools from it. */
  hidden?: readonly string[];
  /** Compilers at once; all processors when absent. */
  jobs?: number;
  /** Ends make and everything it started; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
}
