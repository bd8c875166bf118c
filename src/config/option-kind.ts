/** What values an option takes, and how the words a user wrote become one. */
export interface Kind<Value> {
  /** Stands for the value in the help, e.g. `<seconds>`; empty where the option is a flag. */
  placeholder: string;
  /** What a value has to be: the end of a sentence that begins with "expected". */
  expected: string;
  /** Takes more than one value: repeated on the command line, one a line in an action input. */
  repeatable: boolean;
  /**
   * @param texts what was given, in order, at least one; where the kind is not `repeatable`, the last one counts
   * @param fail ends the reading with a usage error about the text it is given
   */
  read(texts: string[], fail: (text: string) => never): Value;
}

/** A kind that one text decides. `read` answers `undefined` for what is not such a value. */
export function single<Value>(
  placeholder: string,
  expected: string,
  read: (text: string) => Value | undefined,
): Kind<Value> {
  return {
    placeholder,
    expected,
    repeatable: false,
    read(texts, fail) {
      const text = texts.at(-1)!;
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
    read(texts, fail) {
      const whole = words[texts.join(',').trim()];
      return whole ? [...whole] : items.read(texts, fail);
    },
  };
}
