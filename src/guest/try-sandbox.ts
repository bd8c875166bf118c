import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../host/check.ts';
import { kernelUser } from '../host/kernel-user.ts';
import { nativeFile } from '../host/native-file.ts';
import { guestMemoryFolders } from '../host/temporary-folders.ts';
import { messageOf } from '../model/errors.ts';
import { supervisorArguments } from './sandbox.ts';

/** Starts a program as a guest's kernel is started, and says how that went. Does not throw. */
export function trySandbox(): Check {
  const problem = whatWentWrong();
  if (problem === undefined) return { name: 'sandbox', ok: true, found: 'a program started in it' };
  const fix =
    'install uml-run where programs may be executed; in a container, allow Landlock and seccomp, or --sandbox off';
  return { name: 'sandbox', ok: false, found: problem, fix };
}

function whatWentWrong(): string | undefined {
  let memory: string | undefined;
  try {
    memory = mkdtempSync(join(guestMemoryFolders()[0], 'uml-run-'));
    // With nothing to remove, it ends at once.
    const program = nativeFile('cleanup');
    const words = [...supervisorArguments({ read: [program], user: kernelUser(), memory }), '--', program];
    const stdio = ['ignore', 'ignore', 'pipe', 'pipe'] as const;
    const { error, status, stderr } = spawnSync(nativeFile('supervisor'), words, {
      stdio: [...stdio],
      encoding: 'utf8',
    });
    if (error) return messageOf(error);
    return status === 0 ? undefined : stderr.trim() || `the program ended with ${status}`;
  } catch (error) {
    return messageOf(error);
  } finally {
    if (memory !== undefined) rmSync(memory, { recursive: true, force: true });
  }
}
