/**
 * Names each path by its shortest tail that no other path has: `/build/exit0` is `exit0`, and beside `/old/exit0` it is
 * `build/exit0`.
 *
 * @param paths absolute and distinct
 */
export function namesOf(paths: string[]): Map<string, string> {
  const names = new Map<string, string>();
  let unnamed = paths;
  for (let length = 1; unnamed.length > 0; length++) {
    const owners = new Map<string, string[]>();
    for (const path of unnamed) {
      const tail = tailOf(path, length);
      owners.set(tail, [...(owners.get(tail) ?? []), path]);
    }
    for (const [tail, [path, ...others]] of owners) {
      if (path !== undefined && others.length === 0) names.set(path, tail);
    }
    unnamed = unnamed.filter((path) => !names.has(path));
  }
  return names;
}

/** The last `length` parts of a path, or all of it with the slash at its beginning. */
function tailOf(path: string, length: number): string {
  const parts = path.slice(1).split('/');
  return parts.length < length ? path : parts.slice(-length).join('/');
}
