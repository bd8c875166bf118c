import { tool } from '../host/run-tool.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import { legacyTransports } from '../text/legacy-transports.ts';
import { parseConfig } from './compile/fragment.ts';

/**
 * Makes sure that a kernel knows the networks that the user's own words for it name: recent ones know none of the
 * legacy transports, and others only those that they are configured with.
 * @throws UmlRunError `kernel-unsuitable`
 */
export async function requireTransports(
  { spec, version, path }: Kernel,
  commandLine: string,
  signal?: AbortSignal,
): Promise<void> {
  const transports = legacyTransports(commandLine);
  if (transports.length === 0) return;
  const config = parseConfig(await tool(path, ['--showconfig'], { signal }));
  for (const { words, name } of transports) {
    const symbol = `UML_NET_${name.toUpperCase()}`;
    if (config.get(symbol) !== 'y')
      throw new UmlRunError(
        'kernel-unsuitable',
        `--kernel-args "${words}": kernel "${spec}", Linux ${version}, lacks CONFIG_${symbol}; use --network user`,
      );
  }
}
