import { isAlive, leaderOfStarter } from '../host/sessions.ts';

/** Milliseconds between two looks. */
const interval = 1000;

/**
 * Decides when a server ends: it was idle, or the session that it was started from has ended, or what it serves
 * or its socket is gone.
 */
export class Life {
  /** Aborts when it ends; the reason is an Error in words for its log. */
  readonly ended: AbortSignal;
  private readonly end = new AbortController();
  private readonly leader = leaderOfStarter();
  private readonly idleSeconds: number;
  private readonly timer: NodeJS.Timeout;
  private calls = 0;
  private idleSince = performance.now();

  /**
   * @param idleSeconds without a call after which it ends
   * @param isGone whether what it serves, or its socket, is there no more; asked each second
   */
  constructor(idleSeconds: number, isGone: () => boolean) {
    this.ended = this.end.signal;
    this.idleSeconds = idleSeconds;
    this.timer = setInterval(() => this.look(isGone), interval);
  }

  /** @returns to be called when the call has ended */
  beginCall(): () => void {
    this.calls++;
    return () => {
      this.calls--;
      this.idleSince = performance.now();
    };
  }

  finish(why: string): void {
    clearInterval(this.timer);
    this.end.abort(new Error(why));
  }

  private look(isGone: () => boolean): void {
    const idle = (performance.now() - this.idleSince) / 1000;
    if (this.leader && !isAlive(this.leader)) this.finish('the session that started it has ended');
    else if (this.calls > 0) return;
    else if (isGone()) this.finish('what it serves, or its socket, has changed or is gone');
    else if (idle >= this.idleSeconds) this.finish(`no program was run for ${this.idleSeconds} s`);
  }
}
