import type { Evidence } from './evidence.ts';

/** Why a test that failed may have done so, and what to do: words for the user, the most certain first; often none. */
export function hintsOf(evidence: Pick<Evidence, 'end' | 'hint' | 'outOfMemory' | 'isFull'>): string[] {
  return [evidence.hint?.(), shortOfMemory(evidence), noRoom(evidence)].filter((hint) => hint !== undefined);
}

/** Who ran out of memory while a test ran, and what to do, in words for the user; undefined where nobody did. */
export function shortOfMemory({ end, outOfMemory }: Pick<Evidence, 'end' | 'outOfMemory'>): string | undefined {
  if (!outOfMemory) return undefined;
  if ('panic' in outOfMemory) return 'the guest ran out of memory (raise it with --memory)';
  const { killed, of } = outOfMemory;
  const who = end?.how === 'signal' && end.number === 9 ? '' : `, and ${killed} was killed`;
  return of === 'the guest'
    ? `the guest ran out of memory${who} (raise it with --memory)`
    : `${of} ran out of memory${who}`;
}

function noRoom({ isFull }: Pick<Evidence, 'isFull'>): string | undefined {
  return isFull && 'the memory is full that holds what it wrote to the folder it started in (raise it with --memory)';
}
