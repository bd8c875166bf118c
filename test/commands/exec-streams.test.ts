import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { connect } from '../../src/commands/exec-streams.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function connected(stdin: NodeJS.ReadableStream) {
  const sent: string[] = [];
  const waiting: (() => void)[] = [];
  const send = (bytes: Buffer, taken = () => {}) => {
    sent.push(bytes.toString());
    waiting.push(taken);
  };
  const guest = {
    stop: vi.fn(),
    send,
    type: vi.fn(),
    signal: vi.fn(),
    hold: () => () => {},
    resize: vi.fn(),
    toldChanges: () => undefined,
    give: vi.fn(),
    ask: vi.fn(),
  };
  const takeAll = () => {
    for (const taken of waiting.splice(0)) taken();
  };
  const streams = { stdin, stdout: new PassThrough(), stderr: new PassThrough() };
  return { sent, takeAll, disconnect: connect(guest, streams, false) };
}

test('standard input is passed on, and its end as no bytes', async () => {
  const stdin = new PassThrough();
  const { sent, takeAll } = connected(stdin);
  stdin.end('text');
  await vi.waitFor(() => expect(sent).toEqual(['text']));
  takeAll();
  await vi.waitFor(() => expect(sent).toEqual(['text', '']));
});

test('a standard input that cannot be read, such as a folder, ends', async () => {
  const { sent } = connected(createReadStream(ownFolder()));
  await vi.waitFor(() => expect(sent).toEqual(['']));
});

test('no more is read of it than the guest takes, and nothing once it is disconnected', async () => {
  const stdin = new PassThrough();
  const { sent, takeAll, disconnect } = connected(stdin);
  stdin.write('first');
  await vi.waitFor(() => expect(sent).toEqual(['first']));
  expect(stdin.isPaused()).toBe(true);
  takeAll();
  expect(stdin.isPaused()).toBe(false);
  stdin.write('second');
  await vi.waitFor(() => expect(sent).toEqual(['first', 'second']));
  disconnect();
  takeAll();
  expect(stdin.isPaused()).toBe(true);
});
