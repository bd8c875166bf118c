import type { OutputName } from './action-outputs.ts';
import type { ValueType } from './option-kind.ts';
import { rows, testsInput } from './options-table.ts';

const outputTypes: Record<OutputName, ValueType> = {
  passed: { type: 'integer' },
  failed: { type: 'integer' },
  skipped: { type: 'integer' },
  errored: { type: 'integer' },
  total: { type: 'integer' },
  junit: { type: 'string' },
  results: { type: 'string' },
  output: { type: 'string' },
  kernels: { type: 'string' },
  'cache-hit': { type: 'boolean' },
};

/**
 * The text of `action-types.yml`: the type of every input and output, from which tools such as github-actions-typing
 * make bindings that check a workflow as it is written.
 */
export function formatActionTypes(): string {
  const inputs = rows
    .filter(([, row]) => row.only !== 'command')
    .map(([, { name, kind }]) => [name, kind.type] as const);
  const tests: ValueType = { type: 'list', separator: '\n', item: { type: 'string' } };
  return `# Made by scripts/docs.ts from src/config/: change it there.
# The format is that of https://github.com/typesafegithub/github-actions-typing
inputs:
${formatAll([[testsInput.name, tests], ...inputs])}outputs:
${formatAll(Object.entries(outputTypes))}`;
}

function formatAll(types: (readonly [name: string, type: ValueType])[]): string {
  return types.map(([name, type]) => `  ${name}:\n${formatType(type, '    ')}`).join('');
}

function formatType(type: ValueType, indent: string): string {
  const head = `${indent}type: ${type.type}\n`;
  if (type.type === 'list') {
    const separator = `${indent}separator: ${JSON.stringify(type.separator)}\n`;
    return `${head}${separator}${indent}list-item:\n${formatType(type.item, `${indent}  `)}`;
  }
  if (type.type !== 'enum') return head;
  // In quotes, since YAML takes words such as "off" for truth values.
  const values = type.values.map((value) => `${indent}  - '${value}'\n`);
  return `${head}${indent}allowed-values:\n${values.join('')}`;
}
