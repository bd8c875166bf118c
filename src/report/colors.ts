import type { Standing } from './standing.ts';

export type Style = Standing | 'bold' | 'dim' | 'warning';

/** Puts a style around text, or leaves it as it is where there are no colours. */
export type Paint = (style: Style, text: string) => string;

/** The parts of an output stream that say what can be shown on it. */
export interface TextStream {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  write(text: string): unknown;
}

const codes: Record<Style, [number, number]> = {
  passed: [32, 39],
  failed: [31, 39],
  skipped: [33, 39],
  errored: [35, 39],
  'not-run': [2, 22],
  warning: [33, 39],
  bold: [1, 22],
  dim: [2, 22],
};

export function painter(colours: boolean): Paint {
  return (style, text) => {
    const [on, off] = codes[style];
    return colours && text !== '' ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  };
}

/** `FORCE_COLOR` (but for `0`) over `NO_COLOR` over what the stream is. Both count when they are not empty. */
export function usesColours(stream: TextStream, environment: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = environment;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return stream.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}
