import { UmlRunError } from './errors.ts';

/**
 * Something cannot be had because a server is out of reach, or is not to be asked. What the cache has may do in its place.
 */
export class Unreachable extends UmlRunError {}
