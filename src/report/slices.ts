/** What work returned or threw. */
export type SlicedEnd<Result> = { value: Result } | { error: unknown };

/** Work that goes on while other things happen. */
export interface SlicedWork {
  /** Ends it early; nothing is told of it any more. */
  abandon(): void;
}

/**
 * Does work step by step, the first slice of it at once, and the others in turns of their own, so that timers, signals
 * and guests have theirs in between.
 * @param slice milliseconds after which a step is a slice's last
 * @param onEnd called once, with what the work returned or threw; before this returns, where one slice is enough
 */
export function inSlices<Result>(
  work: Generator<void, Result>,
  slice: number,
  onEnd: (end: SlicedEnd<Result>) => void,
): SlicedWork {
  let next: NodeJS.Immediate | undefined;
  doSlice();
  return {
    abandon() {
      clearImmediate(next);
      work.return(undefined as never);
    },
  };

  function doSlice(): void {
    const until = performance.now() + slice;
    let step: IteratorResult<void, Result>;
    try {
      do step = work.next();
      while (!step.done && performance.now() < until);
    } catch (error) {
      onEnd({ error });
      return;
    }
    if (step.done) onEnd({ value: step.value });
    else next = setImmediate(doSlice);
  }
}
