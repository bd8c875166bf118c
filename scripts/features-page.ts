/** docs/features.md, and the answers in it. */

/** What one kernel answers, by the name of the row. */
export type Answers = Map<string, string>;

/** One kernel of the page: `distro:6.1` with its release, or one that was built. */
export interface Column {
  kernel: string;
  release: string;
  answers: Answers;
}

interface Section {
  title: string;
  text: string;
  /** Sources in scripts/probes, without `.c`. */
  probes: readonly string[];
}

export const sections: readonly Section[] = [
  {
    title: 'Where User Mode Linux differs from hardware',
    text: `A kernel of any of these series answers every row with "yes" on x86-64 hardware, if the processor has what the row is
about. User Mode Linux is a port to another kind of machine: a test that needs what it lacks fails here, and passes on the
same series on hardware. Sanitizers and \`go build -race\` need 47 bits of addresses; the message of a test that fails for
want of them says so.`,
    probes: ['processor', 'signals', 'ptrace'],
  },
  {
    title: 'What a kernel has',
    text: `Here the configuration decides. Debian builds its User Mode Linux packages without some things that its kernels for
hardware have, Landlock among them. Kernels that uml-run builds get the configuration \`base\`, which has what tests of
system calls need. "module" means that the kernel has it as a module, which is loaded on demand or with \`modprobe\`. For
anything else, ask the kernel's executable, whose path \`uml-run kernel fetch <spec>\` prints: \`<path> --showconfig\`.`,
    probes: ['calls', 'files', 'groups'],
  },
];

export const probes = sections.flatMap((section) => section.probes);

/** @param text lines of a name, a tab and an answer, as the probes print them */
export function readAnswers(text: string): Answers {
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => line.split('\t') as [string, string]));
}

/** @param rows names of the rows of each section, in order */
export function formatPage(columns: readonly Column[], rows: readonly string[][]): string {
  const tables = sections.map(
    ({ title, text }, at) => `## ${title}\n\n${text}\n\n${formatTable(columns, rows[at] ?? [])}`,
  );
  return `# What kernels have, and User Mode Linux lacks

\`npm run features\` makes this page. Every cell is what a program found that ran as root on that kernel, through uml-run
itself with \`--no-fast-boot\`; \`scripts/probes\` has the programs.

${releases(columns)}

${tables.join('\n')}`;
}

function releases(columns: readonly Column[]): string {
  return `The kernels are ${columns.map(({ kernel, release }) => `${kernel} (${release})`).join(', ')}.`;
}

function formatTable(columns: readonly Column[], rows: readonly string[]): string {
  const lines = [
    ['', ...columns.map(({ kernel }) => kernel)],
    ['---', ...columns.map(() => '---')],
    ...rows.map((name) => [name, ...columns.map(({ answers }) => answers.get(name) ?? '')]),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** What a page was made from. @throws Error when it is not laid out as `formatPage` does it */
export function parsePage(page: string): { columns: Column[]; rows: string[][] } {
  const named = /The kernels are (.*)\.\n/.exec(page)?.[1] ?? '';
  const tables = [...page.matchAll(/(?:^\|.*\|\n)+/gm)].map(([table]) => table.trimEnd().split('\n').map(cellsOf));
  if (named === '' || tables.length !== sections.length)
    throw new Error('docs/features.md is not laid out as expected');
  const lines = tables.flatMap(([, , ...rows]) => rows);
  const columns = [...named.matchAll(/(?:^|, )(.+?) \(([^)]+)\)/g)].map(([, kernel = '', release = ''], at) => ({
    kernel,
    release,
    answers: new Map(lines.map(([name = '', ...answers]) => [name, answers[at] ?? ''])),
  }));
  return { columns, rows: tables.map(([, , ...rows]) => rows.map(([name = '']) => name)) };
}

const cellsOf = (line: string): string[] => line.slice(2, -2).split(' | ');
