/** kconfig takes an option away without a word when something it needs is missing. This finds the word. */
import { nearest } from '../../text/nearest.ts';
import type { WantedSymbol } from '../compile/fragment.ts';
import { type Expression, formatExpression, type Level, unmet } from './expression.ts';
import type { Definition, Symbols } from './symbols.ts';

export interface Dropped {
  wanted: WantedSymbol;
  /** The tree knows no such symbol: renamed, of another version, or a typo. */
  unknown: boolean;
  /** Follows the symbol's name: `needs NET, which is not set`. */
  reason: string;
}

/**
 * What was wanted and did not come to be. A symbol that the user wants unset and that exists nowhere is listed too: it
 * is unset, but may be a slip of the pen.
 *
 * @param config the .config that kconfig made of it
 * @param symbols those that User Mode Linux reads
 * @param everywhere the names in all Kconfig files of the tree, other architectures' too
 */
export function findDropped(
  wanted: WantedSymbol[],
  config: Map<string, string>,
  symbols: Symbols,
  everywhere: Set<string>,
): Dropped[] {
  return wanted
    .filter(({ symbol, value, fragment }) => {
      const isSlip = !fragment.ours && value === 'n' && !everywhere.has(symbol);
      return isSlip || !sameValue(config.get(symbol) ?? 'n', value);
    })
    .map((one) => explain(one, config, symbols, everywhere));
}

function sameValue(have: string, want: string): boolean {
  return have === want || (/^[\dx-]/.test(want) && Number(have) === Number(want));
}

function explain(
  wanted: WantedSymbol,
  config: Map<string, string>,
  symbols: Symbols,
  everywhere: Set<string>,
): Dropped {
  const definitions = symbols.definitions.get(wanted.symbol);
  if (definitions) return { wanted, unknown: false, reason: explainKnown(wanted, definitions, config, symbols) };
  if (everywhere.has(wanted.symbol)) {
    return { wanted, unknown: false, reason: 'is not for User Mode Linux: only other architectures have it' };
  }
  const near = wanted.fragment.ours ? undefined : nearest(wanted.symbol, symbols.definitions.keys());
  const hint = near === undefined ? '' : `; did you mean CONFIG_${near}?`;
  return { wanted, unknown: true, reason: `no such symbol in this version${hint}` };
}

function explainKnown(
  { symbol, value }: WantedSymbol,
  definitions: Definition[],
  config: Map<string, string>,
  symbols: Symbols,
): string {
  const setters = (symbols.selectedBy.get(symbol) ?? []).filter((other) => config.has(other));
  if (value === 'n') {
    return setters.length > 0
      ? `is selected by ${list(setters)}`
      : `is ${config.get(symbol)}: this version does not let it be turned off here`;
  }
  const level: Level = value === 'm' ? 1 : 2;
  const settable = definitions.filter(({ prompt }) => prompt);
  const candidates = (settable.length > 0 ? settable : definitions).map((definition) => ({
    definition,
    missing: [...definition.depends, ...conditionOf(definition)].flatMap((one) => unmet(one, config, level)),
  }));
  const { definition, missing } = candidates.reduce((best, one) =>
    one.missing.length < best.missing.length ? one : best,
  );
  if (missing.length > 0) return `needs ${list(unique(missing.map((one) => describe(one, config, level))))}`;
  if (settable.length === 0) return describeSelectors(symbols.selectedBy.get(symbol) ?? []);
  const taken = definition.choice?.members.find((member) => member !== symbol && config.get(member) === 'y');
  if (taken !== undefined) return `excludes CONFIG_${taken}, which is set: one of a choice`;
  if (value === 'm' && !config.has('MODULES')) return 'needs MODULES, which is not set';
  const range = definition.ranges.length > 0 ? `; its range is ${list(definition.ranges)}` : '';
  const have = config.get(symbol);
  return `is ${have ?? 'not set'} instead of ${value}${range}`;
}

function conditionOf({ prompt }: Definition): Expression[] {
  return prompt?.condition ? [prompt.condition] : [];
}

function describe(missing: Expression, config: Map<string, string>, level: Level): string {
  const text = formatExpression(missing);
  if (missing.kind === 'symbol') {
    return level === 2 && config.get(missing.name) === 'm' ? `${text}=y, which is m` : `${text}, which is not set`;
  }
  if (missing.kind === 'not' && missing.operand.kind === 'symbol') return `${text}, but ${missing.operand.name} is set`;
  return `"${text}"`;
}

function describeSelectors(selectors: string[]): string {
  if (selectors.length === 0) return 'cannot be set: it has no prompt, the kernel decides by itself';
  return `cannot be set by itself, only by what selects it: ${list(unique(selectors))}`;
}

const unique = (words: string[]): string[] => [...new Set(words)];

/** The first few, and how many more. */
function list(words: string[]): string {
  const shown = words.slice(0, 4).join(' and ');
  return words.length > 4 ? `${shown} and ${words.length - 4} more` : shown;
}
