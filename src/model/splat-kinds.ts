/** The kinds of splat that the console tells apart, and `fail-on` can name. */
export const splatKinds = [
  'bug',
  'warning',
  'oops',
  'kasan',
  'ubsan',
  'kcsan',
  'lockdep',
  'rcu-stall',
  'hung-task',
  'list-corruption',
  'refcount',
  'kmemleak',
  'scheduling',
  'bad-page',
] as const;

export type SplatKind = (typeof splatKinds)[number];
