import { readFileSync } from 'node:fs';
import { messageOf, UmlRunError } from '../model/errors.ts';
import { AllowedSplat } from './allowed-splat.ts';

/**
 * The regular expressions of `--allow-splats`.
 * @param texts each one expression, or `@` and the path of a file with one a line, `#` before what is none
 * @throws UmlRunError `option-invalid` for what is not a regular expression, with its line, and for a file that cannot
 * be read
 */
export function readAllowList(texts: string[]): AllowedSplat[] {
  return texts.flatMap((text) => (text.startsWith('@') ? readFile(text.slice(1)) : [compile(text, '--allow-splats')]));
}

function readFile(path: string): AllowedSplat[] {
  const lines = textOf(path)
    .split('\n')
    .map((line) => line.trim());
  return lines.flatMap((line, index) =>
    line === '' || line.startsWith('#') ? [] : [compile(line, `${path}, line ${index + 1}`)],
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UmlRunError('option-invalid', `--allow-splats: cannot read the file "${path}": ${messageOf(cause)}`, {
      cause,
    });
  }
}

function compile(text: string, place: string): AllowedSplat {
  try {
    return new AllowedSplat(new RegExp(text), place);
  } catch (cause) {
    throw new UmlRunError(
      'option-invalid',
      `${place}: "${text}" is not a valid regular expression: ${messageOf(cause)}`,
      { cause },
    );
  }
}
