import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRecording } from './recording.ts';

export const folder = join(import.meta.dirname, '../consoles');

/** The recorded consoles, by their names: `<event>-<kernel>`. */
export const recordings = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => [file.slice(0, -'.jsonl'.length), readRecording(join(folder, file))]),
);

export function recording(name: string) {
  const found = recordings.get(name);
  if (!found) throw new Error(`there is no recording ${name}`);
  return found;
}
