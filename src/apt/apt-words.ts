const noise = [
  /unsandboxed as root/,
  /Some index files failed to download/,
  /Updating from such a repository/,
  /Can't drop privileges/,
  /Problem unlinking/,
];

/**
 * What apt says about a failure, for people: its last errors, or warnings where it has no errors, on one line of about
 * 300 characters at most.
 */
export function aptWords(stderr: string): string {
  const lines = [...new Set(stderr.split('\n').map((line) => line.trim()))];
  const relevant = lines.filter((line) => !noise.some((pattern) => pattern.test(line)));
  // Which key is missing is only a warning; that the archive is therefore not signed is the error.
  const errors = relevant.filter((line) => /^(E:|W: (GPG|OpenPGP) )/.test(line));
  const chosen = errors.length > 0 ? errors : relevant.filter((line) => line.startsWith('W:'));
  const text = (chosen.length > 0 ? chosen : relevant.slice(-3))
    .slice(-3)
    .map((line) => line.replace(/^[EWN]: /, '').replace(/\.$/, ''))
    .join('; ')
    .replaceAll(/\s+/g, ' ');
  return text.length > 300 ? `${text.slice(0, 300)}…` : text || 'it said nothing';
}

const outOfReach = [
  /(?:Temporary failure resolving|Could not resolve|Something wicked happened resolving) '?([^\s':]+)/,
  /(?:Could not connect to|Cannot initiate the connection to|Unable to connect to|Failed to connect to) '?([^\s':]+)/,
];

/** @returns the host that apt could not reach, by what it wrote; undefined where it says nothing of the kind */
export function hostOutOfReach(stderr: string): string | undefined {
  return outOfReach.map((words) => words.exec(stderr)?.[1]).find((host) => host !== undefined);
}

/**
 * What apt begins to fetch, of a line such as `Get:3 http://a/debian bookworm/main amd64 Packages [8,788 kB]`.
 * @returns it for people, and its size in bytes where apt knows it; undefined for any other line
 */
export function fetchingOf(line: string): { what: string; bytes?: number } | undefined {
  const [, what, number, unit = ''] = /^Get:\d+ \S+ (.+?)(?: \[([\d.,]+) ([kMG]?)B\])?$/.exec(line) ?? [];
  if (what === undefined) return undefined;
  if (number === undefined) return { what };
  return { what, bytes: Number(number.replaceAll(',', '')) * 1000 ** ['', 'k', 'M', 'G'].indexOf(unit) };
}
