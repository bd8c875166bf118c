import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { capabilities } from '../../src/model/capabilities.ts';

test('each capability is at its number, by the header of the C library', () => {
  const header = readFileSync('/usr/include/linux/capability.h', 'utf8');
  const defined = [...header.matchAll(/^#define CAP_(\w+)\s+(\d+)$/gm)];
  expect(defined.length).toBeGreaterThan(30);
  for (const [, name, number] of defined) expect(capabilities[Number(number)]).toBe(name);
});
