/** The guests in a network that can break for all of them at once. */
export class Members {
  private readonly told = new Set<(why: string) => void>();
  private problem: string | undefined;

  /**
   * Adds a guest.
   * @param onFailure called at most once, with why the network is broken, unless the guest has left before
   * @returns leaves
   */
  join(onFailure: (why: string) => void): () => void {
    this.told.add(onFailure);
    const { problem } = this;
    // Whoever joins is not ready to be told yet.
    if (problem !== undefined) setImmediate(() => this.told.has(onFailure) && onFailure(problem));
    return () => void this.told.delete(onFailure);
  }

  /** Tells them, and those that join later. The first reason counts. */
  fail(why: string): void {
    if (this.problem !== undefined) return;
    this.problem = why;
    for (const onFailure of this.told) onFailure(why);
  }
}
