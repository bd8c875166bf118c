/** What an action's typed bindings may be told about a value, in the words of `action-types.yml`. */
export type ValueType =
  | { type: 'string' | 'boolean' | 'integer' }
  | { type: 'enum'; values: readonly string[] }
  | { type: 'list'; separator: ',' | '\n'; item: ValueType };

/** What values an option takes, and how the words a user wrote become one. */
export interface Kind<Value> {
  /** Stands for the value in the help, e.g. `<seconds>`; empty where the option is a flag. */
  placeholder: string;
  /** What a value has to be: the end of a sentence that begins with "expected". */
  expected: string;
  /** Takes more than one value: repeated on the command line, one a line in an action input. */
  repeatable: boolean;
  /** The narrowest type that admits every value: a size or a duration may have a unit, so it is a string. */
  type: ValueType;
  /**
   * @param texts what was given, in order, at least one; where the kind is not `repeatable`, the last one counts
   * @param fail ends the reading with a usage error about the text that it is given, the part of it that is wrong, and
   * what was expected; without the last, the part is unknown, and `expected` says what is known
   */
  read(texts: string[], fail: (text: string, part?: string, expected?: string) => never): Value;
}

/** A kind that one text decides. `read` answers `undefined` for what is not such a value. */
export function single<Value>(
  placeholder: string,
  expected: string,
  read: (text: string) => Value | undefined,
  type: ValueType = { type: 'string' },
): Kind<Value> {
  return {
    placeholder,
    expected,
    repeatable: false,
    type,
    read(texts, fail) {
      const text = texts.at(-1) ?? '';
      const value = read(text);
      return value === undefined ? fail(text) : value;
    },
  };
}

/** Values of another kind: separated by commas, repeated, or both. Each is kept once. */
export function list<Value>(item: Kind<Value>, expected: string): Kind<Value[]> {
  return {
    placeholder: item.placeholder,
    expected,
    repeatable: true,
    type: { type: 'list', separator: ',', item: item.type },
    read(texts, fail) {
      const items = texts.flatMap((text) => text.split(',')).map((text) => text.trim());
      return [...new Set(items.map((text) => (text === '' ? fail(texts.join(',')) : item.read([text], fail))))];
    },
  };
}

/** A list, or one of some words that each stand for a whole list. */
export function listOr<Value>(words: Record<string, readonly Value[]>, items: Kind<Value[]>): Kind<Value[]> {
  return {
    ...items,
    type: withWords(items.type, Object.keys(words)),
    read(texts, fail) {
      const text = texts.join(',').trim();
      const [, whole] = Object.entries(words).find(([word]) => word === text) ?? [];
      return whole ? [...whole] : items.read(texts, fail);
    },
  };
}

/** A list whose items may also be one of the words: an enum gets them, any other item is only certain to be text. */
function withWords(type: ValueType, words: string[]): ValueType {
  if (type.type !== 'list') return type;
  const { item } = type;
  return {
    ...type,
    item: item.type === 'enum' ? { type: 'enum', values: [...words, ...item.values] } : { type: 'string' },
  };
}
