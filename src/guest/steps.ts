import type { Step } from './boot-plan.ts';

const readOnly = 1; // MS_RDONLY
const bound = 4096; // MS_BIND

/** One that is there already stays, with this mode. */
export function folder(path: string, mode: number): Step {
  return { do: 'folder', path, mode };
}

/** @param data what the guest's hostfs knows the host's folder by */
export function hostfs(target: string, data: string, flags = readOnly): Step {
  return { do: 'mount', type: 'hostfs', source: 'none', target, flags, data, must: true };
}

/** A file system that needs no source. With `must` the guest cannot do without it. */
export function mount(type: string, target: string, { data = '', must = true } = {}): Step {
  return { do: 'mount', type, source: type, target, flags: 0, data, must };
}

/** Shows what the guest has at a path at another, too. */
export function bind(source: string, target: string): Step {
  return { do: 'mount', type: '', source, target, flags: bound, data: '', must: true };
}
