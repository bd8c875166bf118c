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
