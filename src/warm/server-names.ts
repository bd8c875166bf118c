import { identityOf } from '../fs/stamp.ts';

/** The name that the server of a key has, as `takeName` takes it: from before it makes anything, until nothing is left. */
export function serverName(place: string, key: string): string {
  return `uml-run/warm/${identityOf(place)}/${key}`;
}

/** The name that a command has while it starts that server. */
export function starterName(place: string, key: string): string {
  return `uml-run/start/${identityOf(place)}/${key}`;
}
