import type { Log } from '../../src/model/log.ts';

/** Log that a test can look at. */
export interface Heard extends Log {
  progresses: string[];
  infos: string[];
  warnings: string[];
}

export function hear(): Heard {
  const [progresses, infos, warnings]: string[][] = [[], [], []];
  return {
    progresses: progresses!,
    infos: infos!,
    warnings: warnings!,
    progress: (text) => void progresses!.push(text),
    info: (text) => void infos!.push(text),
    warning: (text) => void warnings!.push(text),
  };
}
