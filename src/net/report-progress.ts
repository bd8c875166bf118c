import type { Log } from '../model/log.ts';
import type { Progress } from './download.ts';

/** Says how much of a file is here, a megabyte at a time. @param name for people */
export function reportProgress(name: string, log: Pick<Log, 'progress'>): Progress {
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  let shown = -1;
  return (done, total) => {
    if (megabytes(done) === shown) return;
    shown = megabytes(done);
    log.progress(`fetching ${name}: ${shown}${total === undefined ? '' : ` of ${megabytes(total)}`} MB`);
  };
}
