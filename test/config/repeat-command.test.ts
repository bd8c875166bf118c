import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { repeatCommand } from '../../src/config/repeat-command.ts';

const file = 'uml-run-results/results.json';
const inWords = `the same command with --order ${file}`;

test('the order is added, and the one before it goes', () => {
  const line = `uml-run --order ${file} run -k distro:6.1 tests/a`;
  for (const words of [
    ['run', '-k', 'distro:6.1', 'tests/a'],
    ['run', '--order', 'given', '-k', 'distro:6.1', 'tests/a'],
    ['run', '-k', 'distro:6.1', 'tests/a', '--order=other.json'],
  ])
    expect(repeatCommand(words, file)).toBe(line);
});

test('what follows two dashes is a test, whatever it is called', () => {
  expect(repeatCommand(['--', '--order', 'a'], file)).toBe(`uml-run --order ${file} -- --order a`);
});

test('a shell reads the words that were given', () => {
  const word = fc.string({ unit: fc.constantFrom(...'aZ0 $"\'`\\!*?~#&|;<>(){}[]=é-'.split('')), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (tests) => {
      const line = repeatCommand(['--env', "A=it's b", '--', ...tests], 'my results/results.json');
      const shell = line.replace(/^uml-run/, "printf '%s\\0'");
      const read = execFileSync('sh', ['-c', shell], { encoding: 'utf8' }).split('\0').slice(0, -1);
      expect(read).toEqual(['--order', 'my results/results.json', '--env', "A=it's b", '--', ...tests]);
      if (tests.length > 0) expect(parseCommandLine(read)).toMatchObject({ command: 'run', tests });
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['a name that tells', ['--env', 'API_TOKEN=abc', 'a']],
  ['a name that tells, in one word', ['--env=DB_PASSWORD=abc', 'a']],
  ['a value that tells', ['--env', 'WHERE=https://me:abc@example.com/', 'a']],
  ['a mirror with a password', ['--kernel-mirror', 'https://me:abc@example.com/', 'a']],
  ['a line end', ['a\nb']],
  ['what a terminal takes as a command', ['\x1b[2J']],
  ['what turns text around', ['a\u202eb']],
  ['more than anybody copies', Array.from({ length: 1000 }, (_, index) => `tests/${index}`)],
])('%s is not repeated', (_, words) => {
  expect(repeatCommand(words, file)).toBe(inWords);
});
