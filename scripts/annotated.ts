/** Does the work of a workflow's step; what goes wrong becomes an annotation, with which the step fails. */
export function annotated(work: () => void): void {
  try {
    work();
  } catch (error) {
    console.error(`::error::${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
