/** A configuration fragment: the lines `CONFIG_X=value` and `# CONFIG_X is not set`, read and merged. */
import { UmlRunError } from '../../model/errors.ts';

export interface Fragment {
  /** What messages call it: a built-in name or the path that the user gave. */
  name: string;
  /** The user's own must be obeyed to the letter; ours bend to what a version knows. */
  ours: boolean;
  text: string;
}

/** What a fragment asks for. */
export interface WantedSymbol {
  /** Without `CONFIG_`. */
  symbol: string;
  /** As it stands in a .config: `y`, `m`, `n`, a number, or a string in quotes. */
  value: string;
  fragment: Fragment;
  /** Counted from 1. */
  line: number;
}

const assignment = /^CONFIG_(\w+)=(y|m|n|-?\d+|0[xX][0-9a-fA-F]+|"(?:[^"\\]|\\.)*")$/;
const unset = /^# CONFIG_(\w+) is not set$/;

/**
 * @throws UmlRunError `kernel-config-invalid` at the first line that is neither an assignment nor a comment, with its
 * place.
 */
export function parseFragment(fragment: Fragment): WantedSymbol[] {
  return fragment.text.split('\n').flatMap((raw, index) => {
    const text = raw.trim();
    const [, symbol, value = ''] = assignment.exec(text) ?? [undefined, unset.exec(text)?.[1], 'n'];
    if (symbol !== undefined) return [{ symbol, value, fragment, line: index + 1 }];
    if (text === '' || text.startsWith('#')) return [];
    throw new UmlRunError(
      'kernel-config-invalid',
      `${fragment.name}:${index + 1}: ${shown(text)} is not a line of a kernel configuration; write CONFIG_NAME=y, =m, =n, a number or a "string", or "# CONFIG_NAME is not set"`,
    );
  });
}

/** A file that is none may hold anything. */
const shown = (line: string) => (line.length > 80 ? `${JSON.stringify(line.slice(0, 80))}…` : JSON.stringify(line));

/** Each symbol once, as the last fragment that names it wants it. */
export function mergeFragments(fragments: Fragment[]): WantedSymbol[] {
  const wanted = fragments.flatMap(parseFragment);
  return [...new Map(wanted.map((one) => [one.symbol, one])).values()];
}

/** The text that kconfig reads. */
export function formatWanted(wanted: Pick<WantedSymbol, 'symbol' | 'value'>[]): string {
  return wanted
    .map(({ symbol, value }) => (value === 'n' ? `# CONFIG_${symbol} is not set\n` : `CONFIG_${symbol}=${value}\n`))
    .join('');
}

/** A .config as a map; a symbol that is not set is not in it. */
export function parseConfig(text: string): Map<string, string> {
  return new Map(Array.from(text.matchAll(/^CONFIG_(\w+)=(.*)$/gm), ([, symbol = '', value = '']) => [symbol, value]));
}
