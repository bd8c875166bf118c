/** Makes a run's temporary folders, prints the first, and waits to be killed. */
import { makeScratch } from '../../src/guest/scratch.ts';

console.log(makeScratch().folder);
setInterval(() => undefined, 60_000);
