import { errorClasses } from '../src/model/errors.ts';

/** `docs/errors.md`: what each error code means, and what to do about it. */
export function formatErrorsPage(): string {
  const sections = Object.entries(errorClasses).map(
    ([code, { kind, means, fix }]) => `## ${code}

${means}

- What to do: ${fix}
- Exit code: ${kind === 'usage' ? 2 : 3}.
`,
  );
  return `<!-- Made by scripts/docs.ts from src/model/errors.ts: change it there. -->
# Errors

When uml-run itself cannot go on, it prints one message that says what is wrong and what to do. Each kind of error has a
code, which never changes, and an exit code: 2 if the command line or a file is wrong, 3 if this machine or a kernel
could not do the work. With \`exec\`, every error but one in its command line gives 125 instead, to tell it from the exit
code of the program. A test that fails is not an error: its verdict is in the results, and the exit code is 1.

${sections.join('\n')}`;
}
