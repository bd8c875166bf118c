import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeWarmPlace, warmPlace } from '../../src/warm/place.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test("it is in the folder for what runs, where that is the user's own", () => {
  const folder = ownFolder();
  expect(warmPlace({ XDG_RUNTIME_DIR: folder })).toBe(`${folder}/uml-run`);
  const link = join(folder, 'link');
  symlinkSync(folder, link);
  const usual = `/tmp/uml-run-${process.geteuid!()}`;
  for (const other of [undefined, '', 'relative', '/dev/null', '/nowhere', link])
    expect(warmPlace(other === undefined ? {} : { XDG_RUNTIME_DIR: other }), other).toBe(usual);
});

test('it is made closed to others, and used again', () => {
  const place = join(ownFolder(), 'uml-run');
  makeWarmPlace(place);
  makeWarmPlace(place);
  expect(statSync(place).mode & 0o777).toBe(0o700);
});

const notOwn = /^cannot keep guests ready in ".*": it has to be a folder that belongs to you .+; remove it$/;
const notMade = /^cannot keep guests ready in ".*": .+; set XDG_RUNTIME_DIR to a folder of your own$/;

test.each<[string, RegExp, (place: string) => void]>([
  [
    'a link',
    notOwn,
    (place) => {
      mkdirSync(`${place}-real`, { mode: 0o700 });
      symlinkSync(`${place}-real`, place);
    },
  ],
  ['a file', notOwn, (place) => writeFileSync(place, '', { mode: 0o600 })],
  [
    'open to others',
    notOwn,
    (place) => {
      mkdirSync(place);
      chmodSync(place, 0o750);
    },
  ],
  ['where no folder can be made', notMade, (place) => rmSync(join(place, '..'), { recursive: true })],
])('it is refused when it is %s', (_, words, make) => {
  const place = join(ownFolder(), 'uml-run');
  make(place);
  expect(() => makeWarmPlace(place)).toThrow(words);
});
