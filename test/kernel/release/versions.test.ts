import { expect, test } from 'vitest';
import {
  compareVersions,
  nearestVersions,
  parseVersion,
  pickVersion,
  seriesOf,
} from '../../../src/kernel/release/versions.ts';

const available = ['5.10', '5.10.9', '5.10.223', '6.1.9', '6.1.10', '6.12', '6.12.9', '6.12.117', '2.6.39', '2.6.39.4'];

test.each([
  ['6.12', '6.12.117'],
  ['6.12.9', '6.12.9'],
  ['6.1', '6.1.10'],
  ['5.10', '5.10.223'],
  ['2.6.39', '2.6.39.4'],
  ['6.12.10', undefined],
  ['6.2', undefined],
])('%s means %s', (spec, version) => {
  expect(pickVersion(spec, available)).toBe(version);
});

test.each([
  ['6.12.118', ['6.12.117', '6.12.9', '6.12']],
  ['6.12.1', ['6.12', '6.12.9', '6.12.117']],
  ['6.11', ['6.12.117', '6.1.10', '5.10.223', '2.6.39.4']],
  ['9.0', ['6.12.117', '6.1.10', '5.10.223', '2.6.39.4']],
])('nearest to %s are %j', (spec, versions) => {
  expect(nearestVersions(spec, available)).toEqual(versions);
});

test('a version is numbers, and sorts by them', () => {
  expect(['6', '6.x', '6.12-rc1', '', '6.12.', '1.2.3.4.5'].map(parseVersion)).toEqual(Array(6).fill(undefined));
  expect(parseVersion('6.12.9')).toEqual([6, 12, 9]);
  expect(['6.9', '6.10', '6.10.1'].sort(compareVersions)).toEqual(['6.9', '6.10', '6.10.1']);
  expect(compareVersions('6.10', '6.10.0')).toBe(0);
  expect(seriesOf('6.12.9')).toBe('6.12');
});
