import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { connect } from '../../src/commands/exec-streams.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function connected(stdin: NodeJS.ReadableStream) {
  const guest = { stop: vi.fn(), send: vi.fn(), type: vi.fn(), resize: vi.fn() };
  const streams = { stdin, stdout: new PassThrough(), stderr: new PassThrough() };
  return { guest, disconnect: connect(guest, streams, false) };
}

test('standard input is passed on, and its end as no bytes', async () => {
  const stdin = new PassThrough();
  const { guest } = connected(stdin);
  stdin.end('text');
  await vi.waitFor(() => expect(guest.send.mock.calls).toEqual([[Buffer.from('text')], [Buffer.alloc(0)]]));
});

test('a standard input that cannot be read, such as a folder, ends', async () => {
  const { guest } = connected(createReadStream(ownFolder()));
  await vi.waitFor(() => expect(guest.send.mock.calls).toEqual([[Buffer.alloc(0)]]));
});
