import { readFile } from 'node:fs/promises';
import { messageOf, UmlRunError } from '../model/errors.ts';
import { AllowedSplat } from './allowed-splat.ts';

/**
 * The regular expressions of `--allow-splats`.
 * @param texts each one expression, or `@` and the path of a file with one a line, `#` before what is none
 * @throws UmlRunError `option-invalid` for what is not a regular expression, with its line, and for a file that cannot
 * be read
 */
export async function readAllowList(texts: string[]): Promise<AllowedSplat[]> {
  const lists = texts.map((text) =>
    text.startsWith('@') ? expressionsIn(text.slice(1)) : [compile(text, '--allow-splats')],
  );
  return (await Promise.all(lists)).flat();
}

async function expressionsIn(path: string): Promise<AllowedSplat[]> {
  const lines = (await textOf(path)).split('\n').map((line) => line.trim());
  return lines.flatMap((line, index) =>
    line === '' || line.startsWith('#') ? [] : [compile(line, `${path}, line ${index + 1}`)],
  );
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UmlRunError(
      'option-invalid',
      `--allow-splats: cannot read the file "${path}": ${messageOf(cause, path)}`,
      {
        cause,
      },
    );
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
