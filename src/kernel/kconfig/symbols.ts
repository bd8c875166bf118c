/**
 * The symbols of a tree's Kconfig files, as far as it takes to say why one could not be set: its prompt, what it
 * depends on (with the menus and `if`s around it), who selects it. The language:
 * Documentation/kbuild/kconfig-language.rst.
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
  const reader = new SymbolReader();
  readFile('Kconfig');
  return reader.symbols;

  function readFile(path: string): void {
    const text = read(path);
    if (text === undefined) return;
    const leave = reader.enterFile();
    for (const { number, word, rest } of statementsOf(text)) {
      if (word === 'source') readFile(expand(rest.replace(/^"|"$/g, '')));
      else reader.take({ file: path, number, word, rest });
    }
    leave();
  }

  function expand(path: string): string {
    return path.replace(/\$\(?(\w+)\)?/g, (whole, variable) => variables[variable] ?? whole);
  }
}

/** A line of a Kconfig file: its first word, and what follows. */
interface Statement {
  /** Of its first line, counted from 1. */
  number: number;
  word: string;
  rest: string;
}

/** The statements of a file, without help texts and comments, and with continued lines joined. */
function* statementsOf(text: string): Generator<Statement> {
  let helpIndent: number | 'next' | undefined;
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    let line = lines[index] ?? '';
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
    while (line.endsWith('\\') && index + 1 < lines.length) line = line.slice(0, -1) + lines[++index];
    const [, word, rest] = /^\s*([\w-]+)\s*(.*?)\s*$/.exec(withoutComment(line)) ?? [];
    if (word === undefined || rest === undefined) continue;
    if (word === 'help' || word === '---help---') helpIndent = 'next';
    else yield { number, word, rest };
  }
}

/** Makes symbols of the statements of all files, in the order in which kconfig reads them. */
class SymbolReader {
  readonly symbols: Symbols = { definitions: new Map(), selectedBy: new Map() };
  /** Those that are open around the statement. */
  private readonly blocks: Block[] = [];
  /** What attributes belong to: the last `config`, `menu` or `choice`; undefined after anything else. */
  private current: { name?: string; definition?: Definition; depends: Expression[] } | undefined;

  /** A statement of one file belongs to nothing of another. @returns goes on with what there was before */
  enterFile(): () => void {
    const { current } = this;
    this.current = undefined;
    return () => {
      this.current = current;
    };
  }

  take({ file, number, word, rest }: Statement & { file: string }): void {
    switch (word) {
      case 'config':
      case 'menuconfig':
        this.define(rest, file, number);
        break;
      case 'choice':
      case 'menu':
      case 'if':
        this.open(word, rest);
        break;
      case 'endif':
      case 'endmenu':
      case 'endchoice':
        this.blocks.pop();
        this.current = undefined;
        break;
      case 'comment':
      case 'mainmenu':
        this.current = undefined;
        break;
      default:
        this.attribute(word, rest);
    }
  }

  private define(name: string, file: string, line: number): void {
    const depends = this.blocks.flatMap((block) => block.depends);
    const definition: Definition = { file, line, depends, ranges: [] };
    const choice = this.blocks.findLast(({ kind }) => kind === 'choice')?.choice;
    if (choice) {
      definition.choice = choice;
      choice.members.push(name);
    }
    this.current = { name, definition, depends };
    append(this.symbols.definitions, name, definition);
  }

  private open(kind: Block['kind'], rest: string): void {
    const condition = kind === 'if' ? parseExpression(rest) : undefined;
    const block: Block = { kind, depends: condition ? [condition] : [] };
    if (kind === 'choice') block.choice = { members: [] };
    this.blocks.push(block);
    this.current = kind === 'if' ? undefined : block;
  }

  private attribute(word: string, rest: string): void {
    const { name, definition, depends } = this.current ?? {};
    switch (word) {
      case 'depends':
      case 'visible': {
        const condition = parseExpression(rest.replace(/^(on|if)\s+/, ''));
        if (condition) depends?.push(condition);
        return;
      }
      case 'bool':
      case 'tristate':
      case 'string':
      case 'int':
      case 'hex':
      case 'prompt':
        if (definition) readPrompt(definition, rest);
        return;
      case 'range':
        definition?.ranges.push(rest);
        return;
      case 'select':
        if (name !== undefined) append(this.symbols.selectedBy, rest.replace(/\s.*$/, ''), name);
    }
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
