import { spawnSync } from 'node:child_process';
import { nativeFile } from './native-file.ts';

/** @returns the version of Landlock that this machine's kernel has and lets this process use; 0 for none */
export function landlockVersion(): number {
  return spawnSync(nativeFile('supervisor'), ['--landlock'], { stdio: 'ignore' }).status ?? 0;
}
