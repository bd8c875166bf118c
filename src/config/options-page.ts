import { outputs } from './action-outputs.ts';
import { commandNames } from './command.ts';
import { concerns, type Row, rows, testsInput } from './options-table.ts';

/** The README's table of options, one row each. */
export function formatOptionsTable(): string {
  const lines = rows.map(([, row]) => `| \`${formatName(row)}\` | ${formatDefault(row)} | ${cell(row.help)} |\n`);
  return `| option | default | |\n|---|---|---|\n${lines.join('')}`;
}

/** The README's table of the action's outputs, one row each. */
export function formatOutputsTable(): string {
  const lines = Object.entries(outputs).map(([name, description]) => `| \`${name}\` | ${cell(description)} |\n`);
  return `| output | |\n|---|---|\n${lines.join('')}`;
}

/** `docs/options.md`: everything there is to know about each option. */
export function formatOptionsPage(): string {
  return `<!-- Made by scripts/docs.ts from src/config/: change it there. -->
# Options

Every option is an input of the action (\`timeout: 90\`), a flag of the command (\`--timeout 90\` or \`--timeout=90\`), and
a variable in the command's environment (\`UML_RUN_TIMEOUT=90\`; of more values, one per line), which counts where the
flag is not given. An empty input or variable counts as not given. If a flag that takes one value is given more than
once, the last one wins.

## ${testsInput.name}
${sentence(testsInput.help)} ${testsInput.more}

In the action, this is the required input \`${testsInput.name}\`; on the command line, every argument that is not an option.

${rows.map(([, row]) => formatSection(row)).join('\n')}
## Outputs of the action

${formatOutputsTable()}`;
}

function formatSection(row: Row<unknown>): string {
  const { name, kind, help, more, only, short } = row;
  const where = only === undefined ? '' : only === 'action' ? ' Only in the action.' : ' Only on the command line.';
  const commands = commandNames.filter((command) => concerns(row, command)).map((command) => `\`${command}\``);
  const flag = kind.placeholder === '' ? `\`--${name}\` or \`--no-${name}\`` : kind.expected;
  const value = short ? `${flag}. Short: \`-${short}\`` : flag;
  return `## ${name}
${sentence(help)}${more === undefined ? '' : ` ${more}`}

- Value: ${value}.${where}
- Default: ${formatDefault(row)}.
- Commands: ${commands.join(', ')}.
`;
}

function formatName({ name, kind, only }: Row<unknown>): string {
  const flag = kind.placeholder === '' ? name : `${name} ${kind.placeholder}`;
  return cell(only === 'command' ? `--${flag}` : flag);
}

function formatDefault({ default: value, otherwise }: Row<unknown>): string {
  return otherwise ?? `\`${value}\``;
}

const sentence = (help: string) => `${help.charAt(0).toUpperCase()}${help.slice(1)}.`;
const cell = (text: string) => text.replaceAll('|', '\\|');
