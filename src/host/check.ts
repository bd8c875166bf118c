/** Something that UML needs of a machine, or that is good to know of it, and what was found. */
export interface Check {
  name: string;
  ok: boolean;
  /** In words, without the name. */
  found: string;
  /** What to do: to make it work when it does not, and where it does, about what may not work for all kernels. */
  fix?: string;
}
