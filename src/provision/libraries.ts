import { existsSync } from 'node:fs';
import { oncePerRun } from '../cache/cache.ts';
import type { Context } from '../cache/context.ts';
import type { Options } from '../config/options.ts';
import { usualPath } from '../guest/boot-test.ts';
import { programsFolder, type Rootfs } from '../model/provisions.ts';
import type { HostFile, Program, Test } from '../model/tests.ts';
import { isOfDistribution } from '../program/distribution.ts';
import { commandOfEnv } from '../program/env-command.ts';
import { lookInRootfs } from '../program/in-rootfs.ts';
import { filesOfInterpreter } from '../program/interpreter-files.ts';
import { libraryPathOf } from '../program/library-path.ts';
import { programOfWrapper } from '../program/libtool.ts';
import { readProgram } from '../program/program.ts';
import { fileInRootfs, rootfsHas } from '../rootfs/lookup.ts';
import { rootfsOptions } from './options-for-rootfs.ts';

/**
 * The tests with the loader and libraries that their programs use in this rootfs: those of the rootfs, this machine's,
 * or gcompat. A loader or an interpreter that is nowhere is the program's `problem`; libraries are what it is `missing`.
 * @throws UmlRunError when gcompat is asked for and cannot be provided
 */
export async function resolveTests(
  tests: readonly Test[],
  rootfs: Rootfs,
  options: Options,
  context: Context,
): Promise<Test[]> {
  const resolved: Test[] = [];
  for (const test of tests)
    resolved.push({ ...test, program: await resolveProgram(test.program, { rootfs, options, context, test }) });
  return resolved;
}

interface Guests {
  rootfs: Rootfs;
  options: Options;
  context: Context;
  test: Pick<Test, 'environment'>;
}

function resolveProgram(program: Program, guests: Guests, depth = 0): Promise<Program> {
  return program.format === 'script'
    ? resolveInterpreter(withCommand(program, guests), guests, depth)
    : resolveLibraries(program, guests);
}

/** As many interpreters of interpreters as the kernel follows. */
const maxDepth = 5;

/** A script whose interpreter the rootfs lacks brings the user's own along; without one it cannot start. */
async function resolveInterpreter(program: Program, guests: Guests, depth: number): Promise<Program> {
  const { interpreter, problem } = program;
  const { rootfs, options, test } = guests;
  // What is included is known when all is copied.
  const isIncluded = interpreter?.startsWith(`${programsFolder}/`);
  if (problem !== undefined || !interpreter || isIncluded || rootfsHas(rootfs, interpreter)) return program;
  const isBrought = !isOfDistribution(interpreter) && existsSync(interpreter);
  if (!isBrought) return { ...program, problem: withoutInterpreter(program, rootfs) };
  if (depth === maxDepth)
    return { ...program, problem: `its interpreter "${interpreter}" is a script, as are the ${maxDepth} before it` };
  const read = await readProgram(interpreter, {
    architecture: options.kernelArchitecture,
    environment: test.environment,
  });
  const own = await resolveProgram(read, guests, depth + 1);
  if (own.problem !== undefined)
    return { ...program, problem: `its interpreter "${interpreter}" cannot be used: ${own.problem}` };
  const { folders, missing } = own;
  return {
    ...program,
    libraries: filesOfInterpreter(own),
    ...(folders && { folders }),
    ...(missing !== undefined && { missing }),
  };
}

function withoutInterpreter({ path, interpreter }: Program, rootfs: Rootfs): string {
  const wrapped = programOfWrapper(path);
  const advice =
    wrapped === undefined
      ? ''
      : `; it is a wrapper script of libtool, for a program that can be run itself: "${wrapped}"`;
  return `its interpreter "${interpreter}" is not in the rootfs ${rootfs.spec}${advice}`;
}

async function resolveLibraries(program: Program, { rootfs, options, context, test }: Guests): Promise<Program> {
  const { libraries: choice } = options;
  if (program.format !== 'elf-dynamic' || choice === 'host') return program;
  const brought = choice === 'gcompat' ? await gcompat() : [];
  const added = new Map(brought.map(({ path, source }) => [path, source]));
  const libraryPath = libraryPathOf({ ...rootfs.environment, ...test.environment, ...program.environment });
  const fileOf = (path: string) => added.get(path) ?? fileInRootfs(rootfs, path);
  const found = lookInRootfs(program.path, fileOf, rootfs.spec, {
    libraryPath,
    bringsOwn: choice !== 'none',
  });
  if (!found || (choice === 'auto' && (found.lacks ?? found.missing) !== undefined)) return program;
  const { path, format, interpreter, environment } = program;
  const { siblings, libraries, folders, lacks, missing } = found;
  return {
    path,
    format,
    ...(interpreter !== undefined && { interpreter }),
    ...(environment && { environment }),
    libraries: [...brought, ...libraries],
    siblings,
    ...(folders && { folders }),
    ...(missing !== undefined && { missing: `it ${missing}: ${advice(choice, rootfs)}` }),
    ...(lacks !== undefined && { problem: `${lacks}: ${advice(choice, rootfs)}` }),
  };

  /** Fetched once, however many programs need it. */
  function gcompat(): Promise<HostFile[]> {
    return oncePerRun(context.cache, `gcompat for ${rootfs.path}`, async () => {
      // Mirrors and archives, which few runs need.
      const { provideGcompat } = await import('../rootfs/alpine/gcompat.ts');
      return provideGcompat(rootfs, rootfsOptions(options), context);
    });
  }
}

/** A script that starts `env` needs the command that `env` looks for in the guest. */
function withCommand(program: Program, { rootfs, test }: Guests): Program {
  if (program.problem || !/^(?:\/usr)?\/bin\/env$/.test(program.interpreter ?? '')) return program;
  const command = commandOfEnv(program.path);
  const folders = foldersOf(rootfs, test.environment);
  if (command === undefined || folders.some((folder) => fileInRootfs(rootfs, `${folder}/${command}`))) return program;
  const problem = `needs ${command}, which the rootfs ${rootfs.spec} does not have in ${folders.join(', ')}`;
  return { ...program, problem };
}

/** Where a program with that environment looks for commands in the guest. */
export function foldersOf({ environment: image }: Rootfs, environment: Test['environment']): string[] {
  return (environment.PATH ?? image?.PATH ?? usualPath).split(':').filter((folder) => folder.startsWith('/'));
}

function advice(choice: Options['libraries'], rootfs: Rootfs): string {
  const gcompat = choice !== 'gcompat' && fileInRootfs(rootfs, '/etc/alpine-release') !== undefined;
  return [
    "bring this machine's with --libraries auto",
    ...(gcompat ? ["use Alpine's own gcompat with --libraries gcompat"] : []),
    'or link the program statically (-static)',
  ].join(', ');
}
