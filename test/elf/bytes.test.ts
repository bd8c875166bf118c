import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert as check, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { MalformedFile, withBytes } from '../../src/elf/bytes.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test('any range is what the file has there, wherever the block that is read at once ends', () => {
  const path = join(ownFolder(), 'file');
  const place = integer({ min: 0, max: 9000 });
  check(
    property(place, place, place, (size, offset, length) => {
      const all = Buffer.from(Uint8Array.from({ length: size }, (_, at) => at % 251));
      writeFileSync(path, all);
      withBytes(path, (bytes) => {
        expect(bytes.readUpTo(offset, length)).toEqual(all.subarray(offset, offset + length));
        const read = () => bytes.read(offset, length);
        if (offset + length > size) expect(read).toThrow(MalformedFile);
        else expect(read()).toEqual(all.subarray(offset, offset + length));
        expect(bytes.readUpTo(0, 4)).toEqual(all.subarray(0, 4));
      });
    }),
  );
});
