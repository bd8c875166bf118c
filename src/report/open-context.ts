import { resolve } from 'node:path';
import { defaultLimits, type ReportContext } from './context.ts';
import { placeOf } from './location.ts';
import { tailReader } from './tail.ts';

/** @param output the output folder, relative to the working folder or absolute */
export function reportContext(output: string): ReportContext {
  const folder = process.cwd();
  const path = resolve(output);
  return { output: placeOf(path, folder), folder, limits: defaultLimits, readTail: tailReader(path) };
}
