import { spawnSync } from 'node:child_process';
import { nativeFile } from './native-file.ts';

/** Whether this machine's kernel lets this process limit which system calls it makes: it is tried. */
export function hasSeccompFilters(): boolean {
  return spawnSync(nativeFile('supervisor'), ['--seccomp'], { stdio: 'ignore' }).status === 1;
}
