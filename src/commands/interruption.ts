/** Milliseconds in which a signal that comes again is the same: `timeout` and npm pass on what the terminal has sent. */
const echo = 200;

/** Milliseconds that the run has to end after the first signal. */
const patience = 10_000;

/** What ends a command from outside. */
export interface Interruption {
  /** Aborts with the first signal. */
  signal: AbortSignal;
  /**
   * From now on the first signal is for `take`, and aborts nothing; SIGQUIT is heard, too.
   * @returns ends this
   */
  divert(take: (signal: NodeJS.Signals) => void): () => void;
}

/**
 * Hears what users and CI systems end a command with. The first signal aborts the command, or goes where it is diverted
 * to; the next, or ten seconds, end this process at once with 130: its guests and temporary folders go with it.
 * @param say what to do with the line that tells of it
 */
export function hearSignals(say: (line: string) => void): Interruption {
  const interruption = new AbortController();
  let heardAt: number | undefined;
  let diversion: ((signal: NodeJS.Signals) => void) | undefined;

  function hear(signal: NodeJS.Signals): void {
    const line = `interrupted by ${signal}`;
    if (heardAt !== undefined) {
      if (performance.now() - heardAt > echo) giveUp(line);
      return;
    }
    heardAt = performance.now();
    setTimeout(giveUp, patience, line).unref();
    if (diversion) diversion(signal);
    else end(line);
  }

  function end(line: string): void {
    // Whoever shows something that changes in place takes it away first.
    interruption.abort(new Error(line));
    say(line);
  }

  function giveUp(line: string): never {
    if (!interruption.signal.aborted) say(line);
    return leave();
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
  return {
    signal: interruption.signal,
    divert(take) {
      diversion = take;
      process.on('SIGQUIT', hear);
      return () => {
        diversion = undefined;
        process.off('SIGQUIT', hear);
      };
    },
  };
}

/**
 * Ends this process at once, with 130. A system call that never returns, as one that opens a FIFO, keeps it from a usual
 * exit: then a signal ends it, which a shell reports as 130, too.
 */
export function leave(): never {
  if (process.getActiveResourcesInfo().some((name) => systemCalls.test(name))) {
    process.removeAllListeners('SIGINT');
    process.kill(process.pid, 'SIGINT');
  }
  process.exit(130);
}

/** Those that Node makes in threads of its own: of the file system, and for addresses. */
const systemCalls = /^(FSReq|GetAddrInfoReq|GetNameInfoReq)/;
