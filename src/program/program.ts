import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRunnable, wrongArchitecture } from '../elf/architecture.ts';
import { MalformedFile } from '../elf/bytes.ts';
import { type Elf, readElf } from '../elf/elf.ts';
import { messageOf } from '../model/errors.ts';
import type { Architecture } from '../model/provisions.ts';
import type { Program } from '../model/tests.ts';
import { librariesOf } from './host-libraries.ts';
import { libraryPathOf } from './library-path.ts';
import { environmentByWrapper } from './libtool.ts';
import { readHead, whyNotAProgram, whyNotExecutable } from './program-file.ts';
import { parseScript } from './script.ts';

export interface ProgramOptions {
  /** What the kernels are for; default: `x86_64`. */
  architecture?: Architecture;
  /** Whether the guest's root file system has a file, given by its absolute path. Left out: it has none that counts. */
  guestHas?: (path: string) => boolean | Promise<boolean>;
  /** What the program will have in its environment, of which LD_LIBRARY_PATH counts. */
  environment?: Record<string, string>;
}

/**
 * Reads what a program is and needs from its file, without running it.
 *
 * Where it cannot start, `problem` says why. Whether a script's interpreter exists depends on the guest, and is checked
 * by the caller.
 *
 * @param path of the program; a relative one is taken from the working folder
 */
export async function readProgram(path: string, options: ProgramOptions = {}): Promise<Program> {
  const program: Program = { path: resolve(path), format: 'unknown', libraries: [], siblings: [] };
  const problem = whyNotExecutable(program.path);
  if (problem !== undefined) return { ...program, problem };
  try {
    const elf = readElf(program.path);
    return elf ? await elfProgram(program, elf, options) : scriptProgram(program);
  } catch (error) {
    return { ...program, problem: problemOf(error) };
  }
}

function scriptProgram(program: Program): Program {
  const head = readHead(program.path);
  const script = parseScript(head);
  if (!script) return { ...program, problem: whyNotAProgram(head) };
  if ('problem' in script) return { ...program, format: 'script', problem: script.problem };
  return { ...program, format: 'script', interpreter: script.interpreter };
}

async function elfProgram(program: Program, elf: Elf, options: ProgramOptions): Promise<Program> {
  const read: Program = {
    ...program,
    format: elf.interpreter === undefined ? 'elf-static' : 'elf-dynamic',
    ...(elf.interpreter !== undefined && { interpreter: elf.interpreter }),
  };
  const problem = whyNotRunnable(elf, options.architecture);
  if (problem !== undefined) return { ...read, problem };
  if (elf.interpreter === undefined) return read;
  const main = { elf, hostPath: realpathSync(program.path), guestPath: program.path, beside: true };
  const { guestHas = () => false } = options;
  const environment = environmentByWrapper(program.path, options.environment);
  const libraryPath = libraryPathOf({ ...options.environment, ...environment });
  const libraries = await librariesOf(main, elf.interpreter, { guestHas, libraryPath });
  return { ...read, ...(environment && { environment }), ...libraries };
}

function whyNotRunnable(elf: Elf, architecture?: Architecture): string | undefined {
  if (elf.type === 'relocatable')
    return 'is a relocatable object (.o, .ko), which has to be linked into a program first';
  if (elf.type === 'core') return 'is a core dump, not a program';
  if (elf.type === 'unknown') return 'is an ELF file of a type that is neither a program nor a library';
  if (!isRunnable(elf, architecture)) return wrongArchitecture(elf, architecture);
  if (!elf.hasEntry) return 'is a shared library, which has no entry point to start at';
  if (architecture === 'i386' && elf.interpreter !== undefined)
    return 'is dynamically linked, which works for x86-64 only: link it with -static';
  return undefined;
}

function problemOf(error: unknown): string {
  if (error instanceof MalformedFile && error.library !== undefined) {
    return `needs ${error.library}, which is damaged: ${error.message}`;
  }
  if (error instanceof MalformedFile) return `is damaged: ${error.message}`;
  return `cannot be read: ${messageOf(error)}`;
}
