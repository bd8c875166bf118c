import { UmlRunError } from '../model/errors.ts';

/**
 * Splits text at spaces and newlines. Single or double quotes keep what is between them together; a backslash is an
 * ordinary character, as globs need it.
 *
 * @param label what the message calls the text
 * @throws UmlRunError `option-invalid` for a quote that is not closed
 */
export function splitWords(text: string, label: string): string[] {
  const matches = [...text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+|["']/g)];
  const open = matches.find(([word]) => word === '"' || word === "'");
  if (open)
    throw new UmlRunError(
      'option-invalid',
      `${label}: unclosed quote at ${JSON.stringify(text.slice(open.index).trim())}`,
    );
  return matches.map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2')).filter((word) => word !== '');
}
