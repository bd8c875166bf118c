/**
 * The symbols of a tree's Kconfig files, as far as it takes to say why one could not be set: its prompt, what it
 * depends on (with the menus and `if`s around it), who selects it. The language: Documentation/kbuild/kconfig-language.rst.
 */
import { type Expression, parseExpression } from './expression.ts';

/** One `config` entry; a symbol may have several. */
export interface Definition {
  file: string;
  line: number;
  /** Absent: the symbol has no prompt here, so nobody can set it; others select it or it has a default. */
  prompt?: { text: string; condition?: Expression };
  /** All must hold: its own `depends on` and those around it. */
  depends: Expression[];
  /** The choice that it is a member of: at most one of the members is y. */
  choice?: Choice;
  ranges: string[];
}

export interface Choice {
  members: string[];
}

export interface Symbols {
  definitions: Map<string, Definition[]>;
  /** By the selected symbol: which symbols select it. */
  selectedBy: Map<string, string[]>;
}

type Block = { kind: 'if' | 'menu' | 'choice'; depends: Expression[]; choice?: Choice };

/**
 * Reads from the top file of a tree through every `source`.
 *
 * @param read gives a file's text by its path within the tree; undefined where there is none
 * @param variables what `$(…)` in a `source` path stands for, e.g. SRCARCH: um
 */
export function readSymbols(read: (path: string) => string | undefined, variables: Record<string, string>): Symbols {
  const symbols: Symbols = { definitions: new Map(), selectedBy: new Map() };
  const blocks: Block[] = [];
  readFile('Kconfig');
  return symbols;

  function readFile(path: string): void {
    const text = read(path);
    if (text !== undefined) readText(path, text);
  }

  function readText(file: string, text: string): void {
    /** What attributes belong to: the last `config`, `menu`, `choice` or `comment`. */
    let current: Definition | Block | undefined;
    let name: string | undefined;
    let helpIndent: number | undefined | 'next';
    const lines = text.split('\n');
    for (let index = 0; index < lines.length; index++) {
      let line = lines[index]!;
      const number = index + 1;
      if (helpIndent !== undefined) {
        if (line.trim() === '') continue;
        const indent = indentOf(line);
        if (helpIndent === 'next') {
          helpIndent = indent;
          if (indent > 0) continue;
        } else if (indent >= helpIndent) continue;
        helpIndent = undefined;
      }
      while (line.endsWith('\\') && index + 1 < lines.length) line = line.slice(0, -1) + lines[++index]!;
      const [, word, rest] = /^\s*([\w-]+)\s*(.*?)\s*$/.exec(withoutComment(line)) ?? [];
      if (word === undefined || rest === undefined) continue;
      switch (word) {
        case 'source':
          readFile(expand(rest.replace(/^"|"$/g, '')));
          break;
        case 'config':
        case 'menuconfig': {
          const choice = blocks.findLast(({ kind }) => kind === 'choice')?.choice;
          const definition: Definition = {
            file,
            line: number,
            depends: blocks.flatMap((block) => block.depends),
            ranges: [],
          };
          if (choice) {
            definition.choice = choice;
            choice.members.push(rest);
          }
          name = rest;
          current = definition;
          append(symbols.definitions, rest, definition);
          break;
        }
        case 'choice':
        case 'menu':
        case 'if': {
          const condition = word === 'if' ? parseExpression(rest) : undefined;
          const block: Block = { kind: word, depends: condition ? [condition] : [] };
          if (word === 'choice') block.choice = { members: [] };
          blocks.push(block);
          current = word === 'if' ? undefined : block;
          name = undefined;
          break;
        }
        case 'endif':
        case 'endmenu':
        case 'endchoice':
          blocks.pop();
          current = undefined;
          break;
        case 'comment':
        case 'mainmenu':
          current = undefined;
          break;
        case 'help':
        case '---help---':
          helpIndent = 'next';
          break;
        case 'depends':
        case 'visible': {
          const condition = parseExpression(rest.replace(/^(on|if)\s+/, ''));
          if (condition) current?.depends.push(condition);
          break;
        }
        case 'bool':
        case 'tristate':
        case 'string':
        case 'int':
        case 'hex':
        case 'prompt':
          if (current && 'ranges' in current) readPrompt(current, rest);
          break;
        case 'range':
          if (current && 'ranges' in current) current.ranges.push(rest);
          break;
        case 'select':
          if (name !== undefined) append(symbols.selectedBy, rest.split(/\s/)[0]!, name);
          break;
      }
    }
  }

  function expand(path: string): string {
    return path.replace(/\$\(?(\w+)\)?/g, (whole, variable) => variables[variable] ?? whole);
  }
}

function readPrompt(definition: Definition, rest: string): void {
  const [, text, conditionText] = /^["'](.*?)["']\s*(?:if\s+(.*))?$/.exec(rest) ?? [];
  if (text === undefined) return;
  const condition = conditionText === undefined ? undefined : parseExpression(conditionText);
  definition.prompt = condition ? { text, condition } : { text };
}

function indentOf(line: string): number {
  let column = 0;
  for (const letter of line) {
    if (letter === '\t') column += 8 - (column % 8);
    else if (letter === ' ') column++;
    else break;
  }
  return column;
}

/** `#` begins a comment outside of quotes. */
function withoutComment(line: string): string {
  return line.includes('#') ? line.replace(/^((?:[^#"']|"(?:[^"\\]|\\.)*"|'[^']*')*)#.*$/, '$1') : line;
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
