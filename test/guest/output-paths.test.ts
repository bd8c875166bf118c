import { array, assert, oneof, property, string, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { outputPaths } from '../../src/guest/output-paths.ts';

const segment = oneof(
  string({ minLength: 1, maxLength: 255 }),
  uint8Array({ minLength: 1, maxLength: 255 }).map((bytes) => Buffer.from(bytes).toString()),
);

test('each test has files of its own that can be made, however long and odd its name is', () => {
  const paths = new Map<string, string>();
  assert(
    property(array(segment, { minLength: 1, maxLength: 20 }), (segments) => {
      const name = segments.map((one) => one.replaceAll('/', '_')).join('/');
      const { stdout } = outputPaths('/logs', '7.2', name);
      expect(stdout).toMatch(/^\/logs\/7\.2\/[\w.+@=,%~/-]+\.stdout$/);
      expect(stdout.length).toBeLessThan(1100);
      for (const part of stdout.split('/')) expect(part.length).toBeLessThan(250);
      expect(paths.get(stdout) ?? name).toBe(name);
      paths.set(stdout, name);
    }),
  );
});

test('no test has its files among those of another', () => {
  const pathOf = (name: string) => outputPaths('/logs', '7.2', name).stdout;
  expect(pathOf('x.artifacts/y')).toBe('/logs/7.2/x%2eartifacts/y.stdout');
  expect(pathOf('x.stdout/y')).toBe('/logs/7.2/x%2estdout/y.stdout');
  expect(pathOf('x.later')).toBe('/logs/7.2/x%2elater.stdout');
  expect(pathOf('x.round-2')).toBe('/logs/7.2/x%2eround-2.stdout');
  expect(pathOf('x.y')).toBe('/logs/7.2/x.y.stdout');
});
