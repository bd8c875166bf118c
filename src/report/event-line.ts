import type { NewGuest } from '../model/results.ts';
import type { RunEvent } from '../model/run-events.ts';
import { oneLine } from './plain-text.ts';
import { count, formatSeconds } from './problems.ts';

/**
 * What `--verbose` prints of an event, a line that begins with the guest, or with the kernel where no guest did it:
 * `6.1.176-2: runs a`. Undefined for an event that has a line of its own anyway.
 */
export function formatEvent(event: RunEvent): string | undefined {
  const text = textOf(event);
  return text === undefined ? undefined : oneLine(text);
}

/** Why there is a guest: `: the first guest of its kernel`, ` after a: it died while a ran`. */
export function formatReason({ started: { after, why } }: NewGuest): string {
  return `${after === null ? '' : ` after ${after}`}: ${why}`;
}

function textOf(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'guest-started':
      return `${event.guest.id}: boots${formatReason(event.guest)}`;
    case 'peer-changed':
      return `guest ${event.peer.name}: ${event.peer.message}`;
    case 'tests-given':
      return event.tests.length === 0 ? undefined : `${guestOf(event)}: gets ${formatNames(event.tests)}`;
    case 'kernel-booted':
      return `${guestOf(event)}: booted in ${formatSeconds(event.seconds)}`;
    case 'test-started':
      return `${guestOf(event)}: runs ${event.test}`;
    case 'splat':
      return `${event.kernel}: its kernel complained${event.test === undefined ? '' : ` while ${event.test} ran`}: ${event.title}`;
    case 'test-ended': {
      const { name, kernel, attempts, message } = event.result;
      return event.final ? undefined : `${kernel}: attempt ${attempts} at ${name} ended: ${message}`;
    }
    case 'guest-ended':
      return `${guestOf(event)}: ended: ${event.why}`;
    case 'kernel-lost':
      return `${event.kernel}: given up: ${event.why}`;
    default:
      return undefined;
  }
}

const guestOf = ({ kernel, guest }: { kernel: string; guest: number }) => `${kernel}-${guest}`;

const maxNames = 10;

/** `a, b, c` or, of many, the first and how many more. */
function formatNames(names: readonly string[]): string {
  const more = names.length - maxNames;
  const shown = names.slice(0, maxNames).join(', ');
  return more > 0 ? `${shown} and ${count(more, 'more test')}` : shown;
}
