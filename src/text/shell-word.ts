/** A text as one word of a shell's command line; as it is where no shell sees more than a word in it. */
export function shellWord(text: string): string {
  return /^[\w%+,./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
