/** Milliseconds in which a signal that comes again is the same: `timeout` and npm pass on what the terminal has sent. */
const echo = 200;

/** Milliseconds that the run has to end after the first signal. */
const patience = 10_000;

/**
 * Hears what users and CI systems end a command with. The first signal aborts what is returned; the next, or ten
 * seconds, end this process at once with 130: its guests and temporary folders go with it.
 * @param say what to do with the line that tells of it
 */
export function hearSignals(say: (line: string) => void): AbortSignal {
  const interruption = new AbortController();
  let heardAt = 0;

  function hear(signal: NodeJS.Signals): void {
    if (interruption.signal.aborted) {
      if (performance.now() - heardAt > echo) leave();
      return;
    }
    heardAt = performance.now();
    const line = `interrupted by ${signal}`;
    say(line);
    setTimeout(leave, patience).unref();
    interruption.abort(new Error(line));
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
  return interruption.signal;
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
