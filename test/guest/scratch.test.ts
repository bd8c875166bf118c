import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { makeScratch } from '../../src/guest/scratch.ts';
import { soon } from '../support/processes.ts';

test.runIf(process.getuid?.() === 0)(
  'what this process may not remove ends no run, and goes all the same',
  async () => {
    const { folder, memory: room, remove } = makeScratch();
    const { folder: memory } = await room.take(1);
    onTestFinished(() => process.seteuid?.(0));
    process.seteuid?.(65534);
    remove();
    process.seteuid?.(0);
    expect(await soon(10, () => !existsSync(folder) && !existsSync(memory))).toBe(true);
  },
);
