import { basename } from 'node:path';
import { MalformedFile } from '../elf/bytes.ts';
import { readElf } from '../elf/elf.ts';
import { definedSymbols } from '../elf/elf-symbols.ts';
import { errnoOf } from '../model/errors.ts';
import type { Program } from '../model/tests.ts';

/** Sanitizers that lay their tables out over 47 bits of addresses, by the stem of their libraries' and functions' names. */
const sanitizers: Record<string, string> = {
  asan: 'AddressSanitizer',
  hwasan: 'HWAddressSanitizer',
  lsan: 'LeakSanitizer',
  msan: 'MemorySanitizer',
  tsan: 'ThreadSanitizer',
};

/**
 * The sanitizer that a program starts with: one whose library it or another library needs, or that is linked into it, as
 * ThreadSanitizer is into what `go build -race` makes.
 * @returns its name; undefined where there is none, or it cannot be told for certain
 */
export function sanitizerOf(program: Program): string | undefined {
  if (program.format !== 'elf-dynamic' && program.format !== 'elf-static') return undefined;
  try {
    const stem = [...neededBy(program)].flatMap(stemOf)[0] ?? stemOf(linkedInto(program.path))[0];
    return stem && sanitizers[stem];
  } catch (cause) {
    // The file may have changed meanwhile.
    if (cause instanceof MalformedFile || errnoOf(cause) !== undefined) return undefined;
    throw cause;
  }
}

function neededBy({ path, libraries, siblings }: Program): string[] {
  const own = readElf(path)?.dynamic?.needed ?? [];
  return [...own, ...[...libraries, ...siblings].map((library) => basename(library.path))];
}

const initializers = Object.keys(sanitizers).map((stem) => `__${stem}_init`);

const linkedInto = (path: string): string => definedSymbols(path, initializers)[0] ?? '';

/** Of `libasan.so.8`, clang's `libclang_rt.asan-x86_64.so` and `__asan_init`. */
function stemOf(name: string): string[] {
  const [, library, symbol] = /^(?:lib(?:clang_rt\.)?([a-z]+)(?:[-.].*)?\.so\b|__([a-z]+)_init$)/.exec(name) ?? [];
  const stem = library ?? symbol ?? '';
  return Object.hasOwn(sanitizers, stem) ? [stem] : [];
}
