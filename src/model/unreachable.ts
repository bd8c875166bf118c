import { UmlRunError } from './errors.ts';

/**
 * Something cannot be had because a server is out of reach, or is not to be asked, or because the cache cannot be written
 * to. What the cache has may do in its place.
 */
export class Unreachable extends UmlRunError {}
