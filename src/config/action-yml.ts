import { outputs } from './action-outputs.ts';
import { type Row, rows, testsInput } from './options-table.ts';

/** The text of `action.yml`: every input and output there is. */
export function formatActionYml(): string {
  const inputs = rows.filter(([, row]) => row.only !== 'command').map(([, row]) => formatInput(row));
  return `# Made by scripts/docs.ts from src/config/: change it there.
name: uml-run
description: Run test programs on real Linux kernels, several versions at a time, with no KVM, no root and no Docker
branding:
  icon: cpu
  color: green
inputs:
  ${testsInput.name}:
    description: ${quote(sentence(testsInput.help, testsInput.more))}
    required: true
${inputs.join('')}outputs:
${Object.entries(outputs)
  .map(([name, description]) => `  ${name}:\n    description: ${quote(sentence(description))}\n`)
  .join('')}runs:
  using: node24
  main: dist/action.js
`;
}

function formatInput({ name, help, more, default: value, otherwise }: Row<unknown>): string {
  const unset = otherwise === undefined ? '' : `Default: ${otherwise}.`;
  const fallback = typeof value === 'string' && value !== '' ? `    default: ${quote(value)}\n` : '';
  return `  ${name}:\n    description: ${quote(sentence(help, more, unset))}\n${fallback}`;
}

/** The help's line as a sentence, and what follows it. */
function sentence(help: string, ...more: (string | undefined)[]): string {
  const first = `${help.charAt(0).toUpperCase()}${help.slice(1)}.`;
  return [first, ...more.filter(Boolean)].join(' ');
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
