import { getInput } from '@actions/core';
import { afterEach, describe, expect, test } from 'vitest';
import { namingInputs, parseActionInputs } from '../../src/config/action-inputs.ts';
import { parseCommandLine } from '../../src/config/command-line.ts';

const set: string[] = [];

/** As the runner hands inputs over: through the environment, and read by the Action's own library. */
function parse(inputs: Record<string, string>) {
  for (const [name, value] of Object.entries(inputs)) {
    const variable = `INPUT_${name.toUpperCase()}`;
    process.env[variable] = value;
    set.push(variable);
  }
  return parseActionInputs(getInput);
}

afterEach(() => {
  for (const variable of set.splice(0)) delete process.env[variable];
});

test('means the same as the command line', () => {
  expect(parse({ tests: 'a b', kernel: '', timeout: ' ' })).toEqual(parseCommandLine(['a', 'b']));
  const inputs = {
    tests: 'a',
    'boot-timeout': '2m',
    'fast-boot': 'False',
    memory: '1G',
    shard: '1/2',
    'fail-on': 'bug',
  };
  const flags = ['--boot-timeout', '2m', '--no-fast-boot', '--memory', '1G', '--shard', '1/2', '--fail-on', 'bug'];
  expect(parse(inputs)).toEqual(parseCommandLine([...flags, 'a']));
});

test('takes lists with commas or a line each', () => {
  const { options } = parse({ tests: 'a', kernel: 'distro:6.1, distro:7.2\n\n  distro\r\n' });
  expect(options.kernels).toEqual(['distro:6.1', 'distro:7.2', 'distro']);
  expect(parse({ tests: 'a', 'fail-on': 'bug\noops' }).options.failOn).toEqual(['bug', 'oops']);
  expect(parse({ tests: 'a', 'fail-on': 'none' }).options.failOn).toEqual([]);
});

test('takes one variable a line, and does not split its value', () => {
  const { environment } = parse({ tests: 'a', env: 'A=1,2\n  B=x = y \n\nC=\n' }).options;
  expect(environment).toEqual({ A: '1,2', B: 'x = y ', C: '' });
});

test('joins lines of words for the kernel', () => {
  expect(parse({ tests: 'a', 'kernel-args': 'a=b\n  c' }).options.kernelArguments).toBe('a=b c');
});

test('has no input for what is only a flag', () => {
  expect(parse({ tests: 'a', quiet: 'true' }).options.quiet).toBe(false);
});

describe('tests', () => {
  test.each([
    ['a b\n  c\r\n\nd', ['a', 'b', 'c', 'd']],
    [`"with space" 'single "quoted"' part"ly quoted"`, ['with space', 'single "quoted"', 'partly quoted']],
    ['build/**/*_{a,b}\\* !x', ['build/**/*_{a,b}\\*', '!x']],
    [`"it's" ""`, ["it's"]],
  ])('%j are %j', (text, tests) => {
    expect(parse({ tests: text }).tests).toEqual(tests);
  });

  test.each([
    ['', 'input tests was given nothing, expected at least one file, glob, or folder'],
    [`''`, 'input tests was given nothing, expected at least one file, glob, or folder'],
    [`"it's" don't do`, `input tests: unclosed quote at "'t do"`],
  ])('%j are refused', (text, message) => {
    expect(() => parse({ tests: text })).toThrow(expect.objectContaining({ kind: 'usage', message }));
  });
});

test.each([
  ['timeout', '0', 'a duration above 0'],
  ['fast-boot', 'no', 'true or false'],
  ['env', 'NAME', 'NAME=value'],
  ['kernel', ',', 'kernel specs'],
  ['isolation', 'shared\ntest', 'one of shared, test'],
])('input %s with %j is refused by name, value and what was expected', (name, value, expected) => {
  expect(() => parse({ tests: 'a', [name]: value })).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: expect.stringContaining(`input ${name} was given ${JSON.stringify(value)}, expected ${expected}`),
    }),
  );
});

test.each([
  ['it is a file; name another with --output', 'it is a file; name another with input output'],
  ['raise --boot-timeout, or use --network user', 'raise input boot-timeout, or use input network user'],
  // What is no input, and what the user wrote.
  ['see uml-run --help; leave out --warm', 'see uml-run --help; leave out --warm'],
  ['--include "x --output y" does not exist', 'input include "x --output y" does not exist'],
])('messages for workflows name inputs: %j', (message, named) => {
  expect(namingInputs(message)).toBe(named);
});
