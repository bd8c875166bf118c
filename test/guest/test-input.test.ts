import { expect, test } from 'vitest';
import { TestInput } from '../../src/guest/test-input.ts';

/** An input, and what was written on its consoles, each piece as "console length". */
function newInput() {
  const written: string[] = [];
  const input = new TestInput({
    input: (bytes) => written.push(`input ${bytes.length}`),
    terminal: (bytes) => written.push(`terminal ${bytes.length}`),
  });
  return { input, written };
}

test('no more than 3 kB are on their way', () => {
  const { input, written } = newInput();
  const taken: string[] = [];
  input.begin('beginning');
  input.send(Buffer.alloc(7000), () => taken.push('7000'));
  input.send(Buffer.alloc(0), () => taken.push('end'));
  expect(written).toEqual(['input 9']);
  for (let i = 0; i < 3; i++) input.took();
  expect(written).toEqual(['input 9', 'input 3072', 'input 3072', 'input 868']);
  expect(taken).toEqual([]);
  input.took();
  expect(written.at(-1)).toBe('input 4');
  expect(taken).toEqual(['7000']);
  input.took();
  expect(taken).toEqual(['7000', 'end']);
});

test('after 1 kB that is typed, there has to be room', () => {
  const { input, written } = newInput();
  input.begin('beginning');
  input.took();
  input.type(Buffer.alloc(1500));
  input.type(Buffer.alloc(0));
  expect(written.slice(1)).toEqual(['terminal 1024', 'input 4']);
  input.took();
  expect(written.slice(3)).toEqual(['terminal 476', 'input 4']);
  input.took();
  expect(written).toHaveLength(5);
});

test('what a test has not taken at its end is thrown away, and its sender told', () => {
  const { input, written } = newInput();
  const taken: string[] = [];
  input.begin('first');
  input.send(Buffer.alloc(3000), () => taken.push('first'));
  input.took();
  input.send(Buffer.alloc(1), () => taken.push('second'));
  input.end();
  expect(taken).toEqual(['first', 'second']);
  input.send(Buffer.alloc(1), () => taken.push('late'));
  expect(taken).toEqual(['first', 'second', 'late']);
  input.begin('next');
  input.send(Buffer.alloc(2));
  input.took();
  expect(written).toEqual(['input 5', 'input 3004', 'input 4', 'input 6']);
});

test('one that begins ends the one before', () => {
  const { input, written } = newInput();
  let isTaken = false;
  input.begin('first');
  input.send(Buffer.alloc(1), () => {
    isTaken = true;
  });
  input.begin('next');
  expect(isTaken).toBe(true);
  expect(written).toEqual(['input 5', 'input 4']);
});
