import { errnoOf, messageOf } from '../../model/errors.ts';

/** What of a program's changes could not be brought back: how many of each kind, and the first. */
export class Troubles {
  readonly #kinds = new Map<string, { count: number; first: string }>();

  failed(path: string, error: unknown): void {
    // Without the paths of a system's error, which are descriptors.
    this.#add(`could not be brought back (${errnoOf(error) ?? messageOf(error)})`, path);
  }

  /** A guest does not see it, so it stays as it is. */
  hidden(path: string): void {
    this.#add('hidden from the guest, stayed as it was', path);
  }

  special(path: string): void {
    this.#add('brought back without its setuid and setgid bits', path);
  }

  /** Neither file, folder nor link; or too deep. */
  other(path: string): void {
    this.#add('not brought back, being a device, socket or pipe, or below 200 folders', path);
  }

  /** One line for each kind. */
  words(): string[] {
    return [...this.#kinds].map(([kind, { count, first }]) => {
      const path = Buffer.from(first, 'latin1').toString();
      return count === 1 ? `"${path}" ${kind}` : `"${path}" and ${count - 1} more: ${kind}`;
    });
  }

  #add(kind: string, path: string): void {
    const known = this.#kinds.get(kind) ?? { count: 0, first: path };
    known.count++;
    this.#kinds.set(kind, known);
  }
}
