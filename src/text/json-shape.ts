/**
 * Reads a value of unknown type as a `Value`. `path` is where it is in its document, for the error: `.tests[3].name`.
 */
export type Shape<Value> = (value: unknown, path: string) => Value;

/** A text is not JSON, or a value in it is not what was expected there; the message says where, and what. */
export class JsonMismatch extends Error {
  override readonly name = 'JsonMismatch';
}

/**
 * Reads JSON from a file or a server, none of which can be relied on to be as it should.
 *
 * @param shape what it has to be; properties that a shape does not name are left out of the result
 * @throws JsonMismatch
 */
export function parseJson<Value>(text: string, shape: Shape<Value>): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new JsonMismatch('not valid JSON', { cause });
  }
  return shape(value, '');
}

type Fields = Record<string, Shape<unknown>>;

/** An object with these properties, and perhaps others, which are ignored. */
export function object<F extends Fields>(fields: F): Shape<{ [Key in keyof F]: ReturnType<F[Key]> }> {
  return (value, path) => {
    const own = new Map(entriesOf(value, path));
    const read = Object.entries(fields).map(([key, shape]) => [key, shape(own.get(key), `${path}.${key}`)]);
    // Each key has the value that its own shape made, which the compiler does not follow through the list of pairs.
    return Object.fromEntries(read) as { [Key in keyof F]: ReturnType<F[Key]> };
  };
}

export function arrayOf<Value>(item: Shape<Value>): Shape<Value[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw mismatch(path, 'an array', value);
    return value.map((one, index) => item(one, `${path}[${index}]`));
  };
}

/** An object whose property names are data. */
export function mapOf<Value>(item: Shape<Value>): Shape<Map<string, Value>> {
  return (value, path) => {
    return new Map(entriesOf(value, path).map(([key, one]) => [key, item(one, `${path}.${key}`)]));
  };
}

function entriesOf(value: unknown, path: string): [key: string, value: unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw mismatch(path, 'an object', value);
}

/** @param pattern what the whole string has to match; left out, any string is right */
export function string(pattern?: RegExp): Shape<string> {
  return (value, path) => {
    if (typeof value !== 'string' || (pattern && !pattern.test(value))) {
      throw mismatch(path, pattern ? `a string like ${pattern.source}` : 'a string', value);
    }
    return value;
  };
}

/** A number from `min` to `max`, both included. */
export function number(min = -Infinity, max = Infinity): Shape<number> {
  return (value, path) => {
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw mismatch(path, `a number from ${min} to ${max}`, value);
  };
}

/** A whole number from `min` to `max`, both included. */
export function integer(min = -Infinity, max = Infinity): Shape<number> {
  return (value, path) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw mismatch(path, `a whole number from ${min} to ${max}`, value);
  };
}

export function oneOf<const Value extends string | number | boolean>(...choices: Value[]): Shape<Value> {
  return (value, path) => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw mismatch(path, `one of ${choices.join(', ')}`, value);
    return found;
  };
}

export function nullable<Value>(shape: Shape<Value>): Shape<Value | null> {
  return (value, path) => (value === null ? null : shape(value, path));
}

/** A property that may be missing, or null. */
export function optional<Value>(shape: Shape<Value>): Shape<Value | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : shape(value, path));
}

/** A property that may be missing, and is `value` then. */
export function orElse<Value>(value: Value, shape: Shape<Value>): Shape<Value> {
  return (given, path) => (given === undefined ? value : shape(given, path));
}

function mismatch(path: string, expected: string, value: unknown): JsonMismatch {
  const got = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  const place = path === '' ? '' : `${path.replace(/^\./, '')}: `;
  return new JsonMismatch(`${place}expected ${expected}, got ${got.length > 60 ? `${got.slice(0, 60)}…` : got}`);
}
