import type { AllowedSplat } from './allowed-splat.ts';

/** A splat, as far as a verdict needs it. */
export interface SplatTitle {
  kind: string;
  title: string;
  taints?: boolean;
}

/** Which splats fail a test. */
export interface SplatPolicy {
  /** Kinds that do. */
  failOn: readonly string[];
  /** Splats whose first line matches one of these do not. */
  allowSplats?: readonly Pick<AllowedSplat, 'test' | 'problem'>[];
}

export interface SortedSplats {
  /** They fail the test. */
  counted: SplatTitle[];
  /** They would, but are on the list of allowed ones. */
  allowed: SplatTitle[];
  /** Why it is not certain that there were no more: the kernel's log is not complete. */
  undecided?: string;
}

/** The kernel's taint flags when a test started and when it had ended. */
interface Taint {
  before: number;
  after: number;
}

/** Taint flags that stand for a splat (Documentation/admin-guide/tainted-kernels.rst), and the kinds it may be. */
const flags: { bit: number; letter: string; kinds: string[] }[] = [
  { bit: 5, letter: 'B', kinds: ['bad-page', 'kasan', 'bug'] },
  { bit: 7, letter: 'D', kinds: ['oops', 'bug'] },
  { bit: 9, letter: 'W', kinds: ['warning', 'refcount', 'list-corruption', 'scheduling', 'lockdep'] },
  { bit: 14, letter: 'L', kinds: ['bug'] },
];

/** Sorts splats by what the policy says of them. */
export function sortSplats(
  splats: SplatTitle[],
  { taint, incomplete }: { taint?: Taint; incomplete?: true },
  { failOn, allowSplats = [] }: SplatPolicy,
): SortedSplats {
  const real = splats.filter(({ taints }) => !taints || taint?.after !== 0);
  const failing = real.filter(({ kind }) => failOn.includes(kind));
  const isAllowed = ({ title }: SplatTitle) => allowSplats.some((pattern) => pattern.test(title));
  const sorted = {
    counted: failing.filter((splat) => !isAllowed(splat)),
    allowed: failing.filter(isAllowed),
  };
  const undecided = whyUndecided(real, taint, incomplete, failOn);
  return undecided === undefined ? sorted : { ...sorted, undecided };
}

function whyUndecided(
  splats: SplatTitle[],
  taint: Taint | undefined,
  incomplete: true | undefined,
  failOn: readonly string[],
): string | undefined {
  if (failOn.length === 0) return undefined;
  if (incomplete) return "a part of the kernel's log is missing";
  const silent = flags.find(
    ({ bit, kinds }) =>
      taint &&
      (taint.after & ~taint.before & (1 << bit)) !== 0 &&
      kinds.some((kind) => failOn.includes(kind)) &&
      !splats.some(({ kind }) => kinds.includes(kind)),
  );
  return silent && `the kernel has tainted itself (${silent.letter}), and its log does not tell why`;
}
