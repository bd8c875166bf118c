/** A script's first line, as the kernel reads it. */
export type Script = { interpreter: string; argument?: string } | { problem: string };

/** The kernel looks at this many bytes of a file (BINPRM_BUF_SIZE). */
export const scriptHead = 256;

/**
 * Parses the `#!` line by the rules of Linux 5.1 and later: what follows the interpreter's name is one argument, spaces
 * and all; a line longer than 255 bytes is cut, and refused when the cut goes through the interpreter's name.
 *
 * @param head the first 256 bytes of the file, or all of it when it is shorter
 * @returns undefined when the file does not begin with `#!`
 */
export function parseScript(head: Buffer): Script | undefined {
  const text = head.toString('latin1', 0, scriptHead);
  if (!text.startsWith('#!')) return undefined;

  // A line feed counts only before the first zero byte; without one the line is all that the kernel looks at.
  const end = /^[^\0]*?(?=\n)/.exec(text)?.[0].length;
  const line = text.slice(2, end ?? scriptHead - 1).replace(/^[ \t]+/, '');
  const [name = ''] = /^[^ \t\0]*/.exec(line) ?? [];
  if (name === '') return { problem: 'names no interpreter after #! in its first line' };
  if (end === undefined && head.length >= scriptHead && name.length === line.length) {
    return { problem: `has an interpreter in its first line whose name is longer than ${scriptHead - 3} bytes` };
  }
  const [rest = ''] = /^[^\0]*/.exec(line.slice(name.length)) ?? [];
  return judge(decode(name), decode(rest.replace(/^[ \t]+|[ \t]+$/g, '')));
}

function judge(interpreter: string, argument: string): Script {
  if (interpreter.endsWith('\r')) {
    return {
      problem:
        `has CR LF line ends, so its interpreter is "${interpreter.slice(0, -1)}\\r", which does not exist: ` +
        "remove the carriage returns (sed -i 's/\\r$//')",
    };
  }
  if (!interpreter.startsWith('/')) {
    return {
      problem:
        `has the interpreter "${interpreter}" in its first line, which the kernel looks up in the working folder: ` +
        `write its absolute path, or #!/usr/bin/env ${interpreter}`,
    };
  }
  return { interpreter, ...(argument !== '' && { argument }) };
}

function decode(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
