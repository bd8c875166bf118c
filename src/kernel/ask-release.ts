import { lastLines, run, type ToolOptions } from '../host/run-tool.ts';
import { UmlRunError } from '../model/errors.ts';

/**
 * Asks a kernel for its release: `uname -r` in its guests.
 * @param name what to call it in the error
 * @throws UmlRunError `kernel-boot-failed` when it does not start here or answers something else
 */
export async function askVersion(executable: string, name: string, options: ToolOptions): Promise<string> {
  const { ok, stdout, stderr } = await run(executable, ['--version'], options);
  const version = stdout.trim();
  if (ok && /^\d+\.\d+\S*$/.test(version)) return version;
  throw new UmlRunError(
    'kernel-boot-failed',
    `${name} does not start on this machine: ${lastLines(ok ? stdout : stderr)}`,
  );
}
