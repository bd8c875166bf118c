/** Prints where this machine's runs would have their files and their guests' memory, and what doctor judges. */
import { makeScratch } from '../../src/guest/scratch.ts';
import { checkMemoryFolder } from '../../src/host/check-memory-folder.ts';
import { messageOf } from '../../src/model/errors.ts';

const { ok, found } = await checkMemoryFolder();
console.log(JSON.stringify({ ...(await scratch()), doctor: { ok, found } }));

async function scratch() {
  try {
    const { folder, memory, remove } = makeScratch();
    const place = await memory.take(256 * 2 ** 20);
    remove();
    return { folder, memory: place.folder };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
