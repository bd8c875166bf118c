/** One paragraph of Debian's control format: fields by lower-case name. */
export type Stanza = Record<string, string>;

/**
 * Reads what `apt-cache show` and `apt-get indextargets` print: paragraphs of `Field: value`, with indented lines going
 * on.
 */
export function parseStanzas(text: string): Stanza[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) =>
      Object.fromEntries(
        paragraph
          .replaceAll(/\n[ \t]+/g, ' ')
          .split('\n')
          .flatMap(field),
      ),
    )
    .filter((stanza) => Object.keys(stanza).length > 0);
}

function field(line: string): [string, string][] {
  const colon = line.indexOf(':');
  return colon > 0 ? [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]] : [];
}
