import { UmlRunError } from '../model.ts';

/** What the user wrote for `--rootfs`, understood. */
export interface RootfsSpec {
  kind: 'minimal';
  text: string;
}

/**
 * Understands one rootfs spec.
 * @throws UmlRunError `usage` that lists what there is
 */
export function parseRootfsSpec(text: string): RootfsSpec {
  if (text === 'minimal') return { kind: 'minimal', text };
  throw new UmlRunError('usage', `rootfs "${text}": there is no such spec. There is: minimal (a static busybox)`);
}
