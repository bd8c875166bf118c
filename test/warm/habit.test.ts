import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Program } from '../../src/model/tests.ts';
import { Habit } from '../../src/warm/habit.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('what two calls have run in a row is expected, unless it has changed', () => {
  const folder = ownFolder();
  const [a, b] = ['a', 'b'].map((name): Program => {
    const path = join(folder, name);
    writeFileSync(path, '');
    return { path, format: 'elf-static', libraries: [], siblings: [] };
  }) as [Program, Program];
  const habit = new Habit();
  const after = (program: Program) => {
    habit.note(program);
    return habit.expected?.path;
  };
  expect([habit.expected, after(a), after(a), after(b), after(a), after(a)]).toEqual([
    undefined,
    undefined,
    a.path,
    undefined,
    undefined,
    a.path,
  ]);
  writeFileSync(a.path, 'changed');
  expect([after(a), after(a)]).toEqual([undefined, a.path]);
});
