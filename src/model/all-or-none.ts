/**
 * Does work at the same time. When some of it fails, the rest, which may take minutes, is given up.
 * @param works each is given a signal to end at
 * @throws what failed first, once all of it has ended; the signal's reason
 */
export async function allOrNone<Results extends readonly unknown[]>(
  works: { [Index in keyof Results]: (signal: AbortSignal) => Promise<Results[Index]> },
  signal: AbortSignal | undefined,
): Promise<Results> {
  const failure = new AbortController();
  const either = signal ? AbortSignal.any([failure.signal, signal]) : failure.signal;
  const ends = await Promise.all(works.map((work) => work(either).catch((cause: unknown) => failure.abort(cause))));
  either.throwIfAborted();
  return ends as unknown as Results;
}
