/** Something that a kernel is made from. */
export interface KernelSource {
  /** The spec, as the user wrote it. */
  spec: string;
  /** For people: `linux-6.12.9.tar.xz`. */
  name: string;
  /** Says what its content is: lower-case hexadecimal. */
  digest: string;
  /** It may turn out to be an executable. */
  mayBeReady?: true;
  /** For the kernel's record: what it was made from. */
  origin: Record<string, string>;
  /**
   * Gets it to this machine.
   * @param scratch an empty folder for it, removed when the kernel is made
   * @returns a folder of sources, or an executable
   */
  fetch(scratch: string): Promise<string>;
  /** @throws UmlRunError when it is not what it was any more */
  check?(): Promise<void>;
}
