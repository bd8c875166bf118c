import type { KernelSpec } from './kernel-spec.ts';
import { longTerm } from './release/long-term.ts';

/**
 * Tells of a series that is most likely another, whose final 0 was lost: in a workflow, `kernel: 5.10` is a number.
 * @returns undefined where the series is a long-term one itself, or the longer one is not
 */
export function likelierSeries(spec: KernelSpec): string | undefined {
  const series = spec.kind === 'release' ? spec.version : spec.kind === 'distro' ? spec.wanted : undefined;
  if (series === undefined || longTerm.includes(series) || !longTerm.includes(`${series}0`)) return undefined;
  const meant = spec.text.replace(series, `${series}0`);
  return `kernel "${spec.text}": did you mean '${meant}'? In YAML, ${series}0 without quotes is the number ${series}`;
}
