/** Prints how the start of a guest fails in a process that has no file descriptors left. To be run with a low limit. */
import { closeSync, openSync } from 'node:fs';
import { startGuest } from '../../src/guest/guest-process.ts';
import { messageOf } from '../../src/model/errors.ts';

const words = { kernel: '/bin/true', arguments: [], supervisorArguments: [], memoryFolder: '/tmp' };
const taken = takeAll();
const guest = startGuest(words, () => undefined);
for (const file of taken) closeSync(file);
guest.end();
console.log(await guest.ended.catch(messageOf));

function takeAll(): number[] {
  const files: number[] = [];
  try {
    for (;;) files.push(openSync('/dev/null', 'r'));
  } catch {
    return files;
  }
}
