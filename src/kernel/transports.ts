import { readElf } from '../elf/elf.ts';
import { tool } from '../host/run-tool.ts';
import { UmlRunError } from '../model/errors.ts';
import type { Kernel } from '../model/provisions.ts';
import { legacyTransports } from '../text/legacy-transports.ts';
import { parseConfig } from './compile/fragment.ts';

/**
 * Makes sure that a kernel that is linked statically has the network card that guests reach a network by.
 * @param option that wants one, such as `--network user`
 * @throws UmlRunError `kernel-unsuitable`
 */
export async function requireNetworkCard(
  { spec, version, path }: Kernel,
  option: string,
  signal?: AbortSignal,
): Promise<void> {
  // To ask takes a tenth of a boot. One with a loader can have the card; if it lacks it, its guest says so.
  if (readElf(path)?.interpreter !== undefined) return;
  const config = await configOf(path, signal);
  if (config.get('UML_NET_VECTOR') === 'y') return;
  const why =
    config.get('STATIC_LINK') === 'y'
      ? 'is linked statically, which the driver of the network card forbids'
      : 'lacks CONFIG_UML_NET_VECTOR';
  throw new UmlRunError(
    'kernel-unsuitable',
    `${option}: kernel "${spec}", Linux ${version}, ${why}; use --kernel-config base`,
  );
}

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
  const config = await configOf(path, signal);
  for (const { words, name } of transports) {
    const symbol = `UML_NET_${name.toUpperCase()}`;
    if (config.get(symbol) !== 'y')
      throw new UmlRunError(
        'kernel-unsuitable',
        `--kernel-args "${words}": kernel "${spec}", Linux ${version}, lacks CONFIG_${symbol}; use --network user`,
      );
  }
}

async function configOf(path: string, signal?: AbortSignal): Promise<Map<string, string>> {
  return parseConfig(await tool(path, ['--showconfig'], { signal }));
}
