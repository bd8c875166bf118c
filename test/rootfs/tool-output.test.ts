import { expect, test } from 'vitest';
import { type ToolRun, toolOutput } from '../../src/rootfs/tool-output.ts';

const shell = (script: string, values: Partial<ToolRun> = {}): ToolRun => ({
  command: 'sh',
  args: ['-c', script],
  unstartable: (cause) => new Error('cannot be started', { cause }),
  failed: (said) => new Error(`failed: ${said}`),
  ...values,
});

async function read(run: ToolRun): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of toolOutput(run)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test('all that a tool writes, with the environment that it is given', async () => {
  const long = 'i=0; while [ $i -lt 3000 ]; do echo $i; i=$((i + 1)); done; echo $NAME';
  const expected = `${Array.from({ length: 3000 }, (_, index) => `${index}\n`).join('')}x\n`;
  expect(await read(shell(long, { environment: { NAME: 'x' } }))).toBe(expected);
});

test('a tool that fails is an error before the end of its output', async () => {
  const seen: string[] = [];
  const reading = (async () => {
    for await (const piece of toolOutput(shell('echo part; echo why >&2; exit 1'))) seen.push(piece.toString());
  })();
  await expect(reading).rejects.toThrow(/^failed: why/);
  expect(seen).toEqual([]);
});

test('a tool that is not there', async () => {
  await expect(read(shell('', { command: '/nowhere/tool' }))).rejects.toThrow('cannot be started');
});

test('a tool whose output nobody wants any more is ended', async () => {
  for await (const piece of toolOutput(shell('while :; do echo more; done'))) {
    expect(piece.toString()).toContain('more');
    break;
  }
});
