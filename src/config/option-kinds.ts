import { type Capability, capabilities } from '../model/capabilities.ts';
import type { Shard } from '../model/tests.ts';
import { type Kind, single } from './option-kind.ts';
import type { GuestUser } from './options.ts';

const maxSeconds = 7 * 24 * 3600;
const secondsOf = { ms: 0.001, s: 1, m: 60, h: 3600 };
const megabytesOf = { m: 1, g: 1024 };

/** Any text on one line that is not empty. What it stands for is checked where it is used. */
export function text(placeholder: string, expected: string): Kind<string> {
  return single(placeholder, expected, (text) => (/^[^\n\r\0]+$/.test(text) && text.trim() !== '' ? text : undefined));
}

/** Words for a command line of another program: may be empty, lines are joined. */
export const words: Kind<string> = single('<words>', 'words', (text) =>
  text.includes('\0') ? undefined : text.replaceAll(/\s+/g, ' ').trim(),
);

/** As is usual in variables, 1 and 0 will do, too. */
export const flag: Kind<boolean> = single(
  '',
  'true or false',
  (text) => (/^(?:true|1)$/i.test(text) ? true : /^(?:false|0)$/i.test(text) ? false : undefined),
  { type: 'boolean' },
);

export function choice<const Word extends string>(choices: readonly Word[], placeholder?: string): Kind<Word> {
  return single(
    placeholder ?? choices.join('|'),
    `one of ${choices.join(', ')}`,
    (text) => choices.find((word) => word === text),
    { type: 'enum', values: choices },
  );
}

export function integer(placeholder: string, from: number, to: number): Kind<number> {
  const read = (text: string) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= from && value <= to ? value : undefined;
  };
  return single(placeholder, `a whole number from ${from} to ${to}`, read, { type: 'integer' });
}

/** Seconds, or with a unit: `60`, `1.5`, `90s`, `2m`, `500ms`, `1h`. */
export const seconds: Kind<number> = single(
  '<seconds>',
  'a duration above 0 and of at most a week, such as 60, 1.5, 90s or 2m',
  (text) => {
    const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)?$/.exec(text) ?? [];
    const value = Number(digits) * secondsOf[unit as keyof typeof secondsOf];
    return value > 0 && value <= maxSeconds ? value : undefined;
  },
);

/** MB of 2^20 bytes, or with a unit: `256`, `512M`, `1G`, `1.5GiB`. Rounded to a whole number. */
export function megabytes(from: number, to: number): Kind<number> {
  return single('<MB>', `a size in MB from ${from} to ${to}, such as ${from}, 512M or 1G`, (text) => {
    const [, digits, unit = 'm'] = /^(\d+(?:\.\d+)?)(?:([mg])(?:i?b)?)?$/i.exec(text) ?? [];
    const value = Math.round(Number(digits) * megabytesOf[unit.toLowerCase() as keyof typeof megabytesOf]);
    return value >= from && value <= to ? value : undefined;
  });
}

/** `i/n`: part i of n, from 1. */
export const shard: Kind<Shard> = single('<i/n>', 'i/n with i from 1 to n, such as 1/4', (text) => {
  const [, index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  return index && count && index <= count ? { index, count } : undefined;
});

/**
 * `uid` or `uid:gid`; the group has the user's number where none is given. The last number is the kernel's word for
 * "none".
 */
export const user: Kind<GuestUser> = single('<uid:gid>', 'numbers of a user and a group, such as 1000:1000', (text) => {
  const [, user, group = user] = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(text) ?? [];
  const ids = { user: Number(user), group: Number(group) };
  return ids.user < 0xffffffff && ids.group < 0xffffffff ? ids : undefined;
});

/** A capability by its name, with or without `CAP_`, in upper or lower case. */
export const capability: Kind<Capability> = single('<name>', 'the name of a capability', (text) => {
  const name = text.toUpperCase().replace(/^CAP_/, '');
  return capabilities.find((one) => one === name);
});

/** Where apt finds an archive. */
export const archive: Kind<string> = single('<URI>', 'an http, https or file URI of a Debian archive', (text) =>
  /^(?:https?:\/\/[^\s/]|file:\/)\S*$/.test(text) && URL.canParse(text) ? text : undefined,
);

/** Values of another kind, repeated, where a comma is a part of the value. */
export function each<Value>(item: Kind<Value>): Kind<Value[]> {
  const type = { type: 'list', separator: '\n', item: item.type } as const;
  return { ...item, repeatable: true, type, read: (texts, fail) => texts.map((text) => item.read([text], fail)) };
}

/** The name of a variable. */
export const variable: Kind<string> = single('<name>', 'the name of a variable', (text) =>
  /^[^\s=\0]+$/.test(text) ? text : undefined,
);

/** `NAME=value`, repeated. The value may hold anything, commas and `=` too; the last of a name counts. */
export const assignments: Kind<Record<string, string>> = {
  placeholder: '<NAME=value>',
  expected: 'NAME=value (--env-pass NAME passes the variable of this machine)',
  repeatable: true,
  type: { type: 'list', separator: '\n', item: { type: 'string' } },
  read(texts, fail) {
    const pairs = texts.map((text) => /^([^\s=\0]+)=([^\0]*)$/.exec(text) ?? fail(text));
    return Object.fromEntries(pairs.map(([, name, value]) => [name, value]));
  },
};
