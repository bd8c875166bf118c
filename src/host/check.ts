/** Something that UML needs of a machine, or that is good to know about it, and what was found. */
export interface Check {
  name: string;
  ok: boolean;
  /** For people, without the name. */
  found: string;
  /** What to do: how to make it work, or if it works, about what may not work with all kernels. */
  fix?: string;
}
