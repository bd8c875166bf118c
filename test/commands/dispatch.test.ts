import { expect, test } from 'vitest';
import { dispatch } from '../../src/commands/dispatch.ts';

const never = { signal: new AbortController().signal, divert: () => () => undefined };
const said = (...words: string[]) => dispatch(words, never);

test.each([
  ['doctr', 'doctor'],
  ['kernels', 'kernel'],
  ['exe', 'exec'],
  ['versoin', 'version'],
])('%s, which is no test, was meant to be %s', async (word, meant) => {
  const message = `"${word}" is neither a command nor a test: did you mean uml-run ${meant}?`;
  await expect(said(word)).rejects.toMatchObject({ code: 'command-unknown', message });
});
