import { expect, test } from 'vitest';
import { limitsOf, memoryFolderBytes, roomBytes } from '../../src/guest/limits.ts';

const megabyte = 2 ** 20;
const settings = { memoryMegabytes: 256, kernelArguments: '', artifactsLimit: 64 * megabyte };
const usual = { settings, kernel: { privateMegabytes: 512 }, places: 1 };

test('a guest may have what fits into its memory', () => {
  expect(limitsOf(usual, 'own')).toEqual({
    processes: 17_408,
    descriptors: 525_312,
    dataBytes: 512 * megabyte,
    fileBytes: 320 * megabyte,
  });
  expect(limitsOf({ ...usual, settings: { ...settings, memoryMegabytes: 65_536 } }, 'own')).toEqual({
    processes: 4_195_328,
    descriptors: 134_218_752,
    dataBytes: 512 * megabyte,
    fileBytes: 65_600 * megabyte,
  });
});

test('a file may be as long as what all tests of the guest may leave behind', () => {
  expect(limitsOf({ ...usual, places: 100 }).fileBytes).toBe(6400 * megabyte);
});

test('a disk is a file, too, and one to work on is in the folder of the memory', () => {
  expect(limitsOf({ ...usual, disks: [{ bytes: 900 * megabyte }] }).fileBytes).toBe(900 * megabyte);
  expect(memoryFolderBytes({ ...settings, hasWorkDisk: true })).toBe((256 + 256 + 64) * megabyte);
  expect(roomBytes({ ...settings, hasWorkDisk: true })).toBe(512 * megabyte);
  expect(roomBytes(settings)).toBe(256 * megabyte);
});

test('processes of a user whom the guest shares with others are not limited: theirs would count', () => {
  expect(limitsOf(usual, 'nobody')).not.toHaveProperty('processes');
  expect(limitsOf(usual)).not.toHaveProperty('processes');
});

test('nor is the memory of a kernel that may have KASAN', () => {
  expect(limitsOf({ ...usual, kernel: {} })).not.toHaveProperty('dataBytes');
});

test('a kernel that is told its memory by its own words has no limits', () => {
  const told = (kernelArguments: string) => limitsOf({ ...usual, settings: { ...settings, kernelArguments } }, 'own');
  expect(told('quiet mem=4G')).toEqual({});
  expect(told('hugemem=4G')).toEqual(limitsOf(usual, 'own'));
});
