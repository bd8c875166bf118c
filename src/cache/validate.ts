/**
 * Checks of JSON that uml-run keeps for itself, where another version or another program may have written it: yes or
 * no, since what is wrong is made again. `text/json-shape.ts` is for what users hand in: it says where it is wrong.
 */

export type Validator<T> = (value: unknown) => value is T;

export const isText: Validator<string> = (value) => typeof value === 'string';
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const isBoolean: Validator<boolean> = (value) => typeof value === 'boolean';

export const oneOf =
  <const T>(...values: T[]): Validator<T> =>
  (value): value is T =>
    values.some((known) => known === value);

export const optional =
  <T>(isValid: Validator<T>): Validator<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || isValid(value);

export const arrayOf =
  <T>(isValid: Validator<T>): Validator<T[]> =>
  (value): value is T[] =>
    Array.isArray(value) && value.every(isValid);

export const recordOf =
  <T>(isValid: Validator<T>): Validator<Record<string, T>> =>
  (value): value is Record<string, T> =>
    isObject(value) && Object.values(value).every(isValid);

/** What has the fields; others do not matter. */
export const objectOf =
  <T extends object>(
    fields: { [Name in keyof T]-?: Validator<T[Name]> | Validator<T[Name] | undefined> },
  ): Validator<T> =>
  (value): value is T =>
    isObject(value) &&
    Object.entries<Validator<unknown>>(fields).every(([name, isValid]) =>
      isValid(Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined),
    );

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns what a text of JSON says; undefined where it is not JSON, or not of that kind */
export function parseJson<T>(text: string, isValid: Validator<T>): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isValid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
