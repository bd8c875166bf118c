/** Makes a run's temporary folders, prints their paths, and waits to be killed. */
import { makeScratch } from '../../src/guest/scratch.ts';

const { folder, memory } = makeScratch();
const place = await memory.take(1);
console.log(JSON.stringify([folder, place.folder]));
setInterval(() => undefined, 60_000);
