import type { PageRun } from '../console/markers.ts';
import type { ConsoleEvent, ConsoleObserver } from '../console/observer.ts';
import type { Guest } from './guest-process.ts';
import { SharedPages } from './shared-pages.ts';

/** Looks in vain before it sleeps: to be woken costs the guest as much as half a piece. */
const mostIdleLooks = 50;

/**
 * Takes what a guest's tests write through its memory, in turns, as a guest's other channels are read; the guest wakes
 * it by any byte on one of them.
 */
export class SharedOutput {
  private readonly guest: Pick<Guest, 'pid' | 'whenNotHeld'>;
  private readonly observer: ConsoleObserver;
  private readonly onEvent: (event: ConsoleEvent) => void;
  private pages: SharedPages | undefined;
  private isAwake = false;
  private idleLooks = 0;

  /** @param onEvent gets each event; the bytes in it hold until it returns */
  constructor(
    guest: Pick<Guest, 'pid' | 'whenNotHeld'>,
    observer: ConsoleObserver,
    onEvent: (event: ConsoleEvent) => void,
  ) {
    this.guest = guest;
    this.observer = observer;
    this.onEvent = onEvent;
  }

  /** Init has offered pages. Where they cannot be read, all output comes on consoles, as before. */
  begin(memoryFolder: string, token: string, runs: readonly PageRun[]): void {
    if (this.guest.pid !== undefined) this.pages ??= SharedPages.find(this.guest.pid, memoryFolder, token, runs);
  }

  /** To be called when something has come on a channel. */
  wake(): void {
    if (this.isAwake || !this.take()) return;
    this.isAwake = true;
    this.pages?.setAwake(true);
    this.goOn();
  }

  /** Takes what is left when the guest has ended. */
  finish(): void {
    while (this.take());
  }

  close(): void {
    this.pages?.close();
    this.pages = undefined;
  }

  private goOn(): void {
    setImmediate(() => this.guest.whenNotHeld(() => this.look()));
  }

  private look(): void {
    this.idleLooks = this.take() ? 0 : this.idleLooks + 1;
    if (this.idleLooks < mostIdleLooks) {
      this.goOn();
      return;
    }
    this.idleLooks = 0;
    this.isAwake = false;
    this.pages?.setAwake(false);
    // What came before init could see that nobody looks any more.
    this.wake();
  }

  private take(): boolean {
    const { pages, observer } = this;
    if (!pages) return false;
    return pages.take(
      (stream) => observer.lengthOf(stream),
      (stream, bytes) => observer.pushPast(stream, bytes).forEach(this.onEvent),
    );
  }
}
