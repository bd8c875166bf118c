import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandOfEnv } from '../../src/program/env-command.ts';
import { write } from '../support/compile.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test.each([
  ['#!/usr/bin/env python3\n', 'python3'],
  ['#!/usr/bin/env  node \n', 'node'],
  ['#!/usr/bin/env -S python3 -u\n', 'python3'],
  ['#!/usr/bin/env -i sh\n', undefined],
  ['#!/usr/bin/env A=b sh\n', undefined],
  ['#!/usr/bin/env /bin/sh\n', undefined],
  ['#!/usr/bin/env\n', undefined],
  ['plain text', undefined],
])('%j has env look for %j', (text, command) => {
  expect(commandOfEnv(write(join(ownFolder(), 'script'), text))).toBe(command);
});
