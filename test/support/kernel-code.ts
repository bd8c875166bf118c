import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';

/** One section, from address 0: what a module's section can be replaced with. */
const script = `SECTIONS {
  .all 0 : { *(.text.begin) *(.text*) *(.rodata*) *(.data*) *(.bss*) }
  /DISCARD/ : { *(*) }
}`;

const flags = [
  ...['-O1', '-ffreestanding', '-fpie', '-mno-red-zone', '-mgeneral-regs-only', '-fno-stack-protector'],
  ...['-fcf-protection=none', '-fno-asynchronous-unwind-tables', '-fno-tree-loop-distribute-patterns'],
  ...['-nostdlib', '-static', '-Wl,--oformat=binary,--build-id=none'],
];

/**
 * A module of the kernel whose init function is other code: for a kernel without headers.
 * @param module one of the kernel's own, whose name and version it keeps
 * @param source C without a C library, whose function in the section `.text.begin` returns what init returns
 * @returns its path, in `folder`
 */
export function moduleWithCode(folder: string, module: string, source: string, ...definitions: string[]): string {
  const [code, made, linking] = ['code', 'code.ko', 'code.ld'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(linking, script);
  execaSync('gcc', [...flags, ...definitions, '-T', linking, '-o', code, source]);
  // What comes before the function, such as room for a tracer, is run through.
  const symbols = execaSync('nm', [module]).stdout;
  const before = Number.parseInt(/^([0-9a-f]+) T init_module$/m.exec(symbols)![1]!, 16);
  writeFileSync(code, Buffer.concat([Buffer.alloc(before, 0x90), readFileSync(code)]));
  execaSync('objcopy', ['--remove-relocations=.init.text', '--update-section', `.init.text=${code}`, module, made]);
  return made;
}
