/** What is heard of a guest beside the tests. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runPeer } from '../../src/runner/peer.ts';
import { newPeer } from '../../src/runner/peer-result.ts';
import { talkerGuest, talkerTest } from '../support/talker.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function beBusy(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}

test('an end that arrives while this process is busy is heard of', async () => {
  const body = `say(control, "\\nhello %s 1.2\\n", guest); say(log, "uml-run: end of %s\\n", guest);
    say(control, "\\nstart %s\\n", test[0]); usleep(300000);
    end_streams(test[0]); say(control, "\\nend %s exit 7 5\\n", test[0]); pause();`;
  const { scratch, ...guest } = await talkerGuest(body);
  const peer = { name: 'a', command: './a', test: talkerTest('a', 100), ...guest };
  const output = ownFolder();
  mkdirSync(join(output, 'logs'));
  const losses: string[] = [];
  const run = { output, bootTimeoutSeconds: 60, onChange() {}, onLoss: (why: string) => losses.push(why) };
  const ending = new AbortController();
  const { started, hear, ended } = runPeer(peer, { ...run, result: newPeer(peer) }, ending.signal);
  await started;
  beBusy(1);
  const heard = hear(1);
  beBusy(1.5);
  await heard;
  expect(losses).toEqual(['the guest "a" is gone: its program ended with code 7']);
  ending.abort();
  await ended;
  await scratch.remove();
});
