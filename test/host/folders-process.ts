/** Prints where this machine's runs would have their files and their guests' memory, and what doctor judges. */
import { makeScratch } from '../../src/guest/scratch.ts';
import { checkMemoryFolder } from '../../src/host/check-memory-folder.ts';
import { messageOf } from '../../src/model/errors.ts';

const { ok, found } = await checkMemoryFolder();
console.log(JSON.stringify({ ...scratch(), doctor: { ok, found } }));

function scratch() {
  try {
    const { folder, memory, remove } = makeScratch();
    remove();
    return { folder, memory };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
