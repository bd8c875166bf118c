import type { Impairment } from '../model/network.ts';

/** What a line may be given, by its name in `--network`. */
const measures: Record<keyof Impairment, { expected: string; read(text: string): number }> = {
  delay: {
    expected: 'from 0ms to 60s in whole milliseconds, such as delay=50ms',
    read: (text) => scaled(text, { ms: 1, s: 1000 }, { from: 0, to: 60_000 }),
  },
  loss: {
    expected: 'from 0% to 100% with at most 4 decimals, such as loss=1%',
    read: (text) => scaled(text, { '%': 10_000 }, { from: 0, to: 1_000_000 }),
  },
  rate: {
    expected: 'from 1kbit to 100gbit per second, such as rate=1mbit',
    read: (text) => scaled(text, { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 }, { from: 1e3, to: 1e11 }),
  },
};

/** Examples of all. */
export const impairmentWords = 'delay=50ms, loss=1%, rate=1mbit';

/**
 * Reads the parts that are `delay=…`, `loss=…` and `rate=…`.
 * @param fail is told the first that is wrong, and what was expected of it
 * @returns what they are together, unless that is nothing; and the other parts
 */
export function readImpairment(
  parts: readonly string[],
  fail: (part: string, expected: string) => never,
): { impairment?: Impairment; others: string[] } {
  const found: Partial<Impairment> = {};
  const others = parts.filter((part) => {
    const [, name = '', text = ''] = /^(\w+)=(.*)$/s.exec(part) ?? [];
    if (!isMeasure(name)) return true;
    if (found[name] !== undefined) return fail(part, `only one ${name}`);
    const value = measures[name].read(text);
    if (Number.isNaN(value)) return fail(part, `a ${name} ${measures[name].expected}`);
    found[name] = value;
    return false;
  });
  const impairment = { delay: 0, loss: 0, rate: 0, ...found };
  return { ...(Object.values(impairment).some(Boolean) && { impairment }), others };
}

function isMeasure(name: string): name is keyof Impairment {
  return Object.hasOwn(measures, name);
}

/** @returns a whole number of the smallest unit; NaN for what is none within the range */
function scaled(text: string, units: Record<string, number>, { from, to }: { from: number; to: number }): number {
  const [, digits, unit = ''] = /^(\d{1,12}(?:\.\d{1,9})?)([a-z%]+)$/i.exec(text) ?? [];
  const scale = Object.hasOwn(units, unit.toLowerCase()) ? (units[unit.toLowerCase()] as number) : Number.NaN;
  // Products of decimals are only nearly whole: 0.07 * 100 is 7.000000000000001.
  const value = Number((Number(digits) * scale).toFixed(3));
  return Number.isInteger(value) && value >= from && value <= to ? value : Number.NaN;
}
