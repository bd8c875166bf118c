import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Program, Test } from '../../src/model/tests.ts';
import { CallNeeds, type Sight } from '../../src/warm/call-needs.ts';
import { ownFolder } from '../support/temporary-folder.ts';

function testOf(path: string, more: Partial<Program> = {}): Test {
  const program: Program = { path, format: 'elf-dynamic', libraries: [], siblings: [], ...more };
  return { name: path, program, arguments: [], environment: {}, timeoutSeconds: 1 };
}

function fileIn(folder: string, name: string, content = ''): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const seen = (path?: string): Sight => ({
  rootfs: {
    spec: 'minimal',
    path: '/rootfs',
    shown: path === undefined ? [] : [{ path, place: path, hidden: [], isProject: true }],
  },
  environment: {},
  stamp: '',
});

test('what lies in the rootfs or in a folder that is shown needs nothing', () => {
  const folder = ownFolder();
  const needs = new CallNeeds(() => seen(folder));
  const libraries = [{ path: join(folder, 'library'), source: fileIn(folder, 'library') }];
  expect(needs.stageFor(testOf('/bin/sh', { inRootfs: true }))).toBe(0);
  expect(needs.stageFor(testOf(fileIn(folder, 'program'), { libraries }))).toBe(0);
  expect(needs.testsOf(0)).toEqual([]);
});

test('libraries need a stage once, whichever programs have them', () => {
  const folder = ownFolder();
  const needs = new CallNeeds(() => seen());
  const [one, two] = ['one', 'two'].map((name) => ({ path: `/lib/${name}`, source: fileIn(folder, name) }));
  const [a, b, c] = ['a', 'b', 'c'].map((name) => fileIn(folder, name));
  const first = testOf(a!, { libraries: [one!] });
  const both = testOf(b!, { libraries: [one!, two!] });
  expect(needs.stageFor(first)).toBe(1);
  expect(needs.stageFor(testOf(c!, { libraries: [one!] }))).toBe(1);
  expect(needs.stageFor(both)).toBe(2);
  expect(needs.stageFor(first)).toBe(1);
  expect(needs.testsOf(1)).toEqual([first]);
  expect(needs.testsOf(2)).toEqual([first, both]);
});

test('a library or a program that has changed needs a new stage, and has it from then on', () => {
  const folder = ownFolder();
  const needs = new CallNeeds(() => seen());
  const libraries = [{ path: '/lib/one', source: fileIn(folder, 'library', '1') }];
  const program = testOf(fileIn(folder, 'program', '1'), { libraries });
  expect(needs.stageFor(program)).toBe(1);
  fileIn(folder, 'library', '12');
  expect([needs.stageFor(program), needs.stageFor(program)]).toEqual([2, 2]);
  fileIn(folder, 'program', '12');
  expect([needs.stageFor(program), needs.stageFor(program)]).toEqual([3, 3]);
  expect(needs.testsOf(3)).toEqual([program]);
});

test('no guest is used any more that sees too much or too little', () => {
  let stamp = 'a';
  const needs = new CallNeeds(() => ({ ...seen(), stamp }));
  const program = testOf('/bin/sh', { inRootfs: true });
  expect(needs.stageFor(program)).toBe(0);
  stamp = 'b';
  needs.lookAgain();
  expect([needs.stageFor(program), needs.stageFor(program)]).toEqual([1, 1]);
});

test('a call looks once, when it begins, and guests that boot for it see the same', () => {
  let looks = 0;
  const needs = new CallNeeds(() => ({ ...seen(), stamp: `${++looks}` }));
  const now = needs.lookAgain();
  needs.stageFor(testOf('/bin/sh', { inRootfs: true }));
  expect([now.stamp, needs.sight, looks]).toEqual(['2', now, 2]);
});

test('a program that is gone is an error', () => {
  const needs = new CallNeeds(() => seen());
  expect(() => needs.stageFor(testOf('/nowhere/at/all'))).toThrow('ENOENT');
});

test('once a program leaves files, guests have room for that', () => {
  const needs = new CallNeeds(() => seen());
  const program = testOf('/bin/sh', { inRootfs: true });
  expect([needs.stageFor(program), needs.isRoomy(0)]).toEqual([0, false]);
  expect([needs.stageFor(program, true), needs.isRoomy(0), needs.isRoomy(1)]).toEqual([1, false, true]);
  expect([needs.stageFor(program), needs.stageFor(program, true)]).toEqual([1, 1]);
  const ofShared = new CallNeeds(() => seen(), true);
  expect([ofShared.stageFor(program, true), ofShared.isRoomy(0)]).toEqual([0, true]);
});

test('once much is copied, guests have room for that', () => {
  const folder = ownFolder();
  const needs = new CallNeeds(() => seen());
  const sized = (name: string, megabytes: number) => {
    const path = fileIn(folder, name);
    truncateSync(path, megabytes << 20);
    return path;
  };
  const libraries = [{ path: '/lib/one', source: sized('library', 16) }];
  const [small, other, large] = [sized('small', 1), sized('other', 14), sized('large', 2)].map((path) =>
    testOf(path, { libraries }),
  ) as [Test, Test, Test];
  expect([needs.stageFor(small), needs.stageFor(small), needs.stageFor(other), needs.isRoomy(1)]).toEqual([
    1,
    1,
    1,
    false,
  ]);
  expect([needs.stageFor(large), needs.isRoomy(1), needs.isRoomy(2)]).toEqual([2, false, true]);
  expect([needs.stageFor(small), needs.stageFor(large)]).toEqual([2, 2]);
});
