import { closeSync, openSync } from 'node:fs';

/** Does the work while this process can open no more than so many files. To be used where the limit is low. */
export async function withDescriptors<T>(free: number, work: () => Promise<T>): Promise<T> {
  const taken = takeAll();
  for (const file of taken.splice(0, free)) closeSync(file);
  try {
    return await work();
  } finally {
    for (const file of taken) closeSync(file);
  }
}

function takeAll(): number[] {
  const files: number[] = [];
  try {
    for (;;) files.push(openSync('/dev/null', 'r'));
  } catch {
    return files;
  }
}
