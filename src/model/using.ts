/**
 * Does work with something, and then ends that, however the work ends.
 * @throws what the work throws, or the end
 */
export async function using<One, Result>(
  one: One,
  end: (one: One) => unknown,
  work: (one: One) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(one);
  } finally {
    await end(one);
  }
}
