import { realpathSync } from 'node:fs';
import { execaSync } from 'execa';

/** What the machine's own dynamic loader finds: name and file of each library, the loader itself left out. */
export function ldd(program: string, env: Record<string, string> = {}): Record<string, string> {
  const { stdout } = execaSync('ldd', [program], { env });
  const found = [...stdout.matchAll(/^\s*(\S+) => (\/.*) \(0x/gm)];
  return Object.fromEntries(found.map(([, name, path]) => [name!, realpathSync(path!)]));
}
