/** How the sources may depend on each other, read from the sources themselves. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/**
 * The rooms of src, highest floor first. A room is a folder, or a file that is an entry. A file may import from its own
 * room and from the floors below it; not from other rooms of its floor, but for the pairs in `sideways`.
 */
const floors = [
  ['cli.ts', 'action.ts'],
  ['commands'],
  ['warm'],
  ['runner'],
  ['provision'],
  ['guest'],
  ['config', 'plan', 'program', 'kernel', 'rootfs', 'console', 'formats', 'verdict', 'results', 'report'],
  ['network'],
  ['apt'],
  ['cache'],
  ['host'],
  ['net', 'elf'],
  ['fs', 'text'],
  ['model'],
];
// results.json is one of the reports.
const sideways = ['plan → program', 'report → results'];

/** Rooms of the whole project, besides those of src. */
const otherRooms = ['native', 'bench', 'scripts'];
const maxRooms = 29;
/** Pairs of rooms of which one imports the other; test and package.json are not rooms. */
const maxArrows = 111;

interface Import {
  from: string;
  to: string;
}

const files = filesIn('src');
const sources = new Map(files.map((file) => [file, sourceOf(file)]));
const imports = files.flatMap(importsOf).filter(({ to }) => to !== 'package.json');

test('every room has its floor', () => {
  expect(unique(files.map(roomOf)).filter((room) => floorOf(room) < 0)).toEqual([]);
});

test(`there are at most ${maxRooms} rooms`, () => {
  const others = otherRooms.filter((room) => statSync(join(root, room), { throwIfNoEntry: false }));
  expect(unique([...files.map(roomOf), ...others]).length).toBeLessThanOrEqual(maxRooms);
});

test(`there are at most ${maxArrows} arrows between rooms`, () => {
  const all = [...imports, ...['bench', 'scripts'].flatMap(filesIn).flatMap(importsOf)];
  const arrows = all
    .filter(({ to }) => !to.startsWith('test/'))
    .map(({ from, to }) => `${roomOf(from)} → ${roomOf(to)}`)
    .filter((arrow) => !/^(.+) → \1$/.test(arrow));
  expect(unique(arrows).length).toBeGreaterThan(50);
  expect(unique(arrows).length).toBeLessThanOrEqual(maxArrows);
});

test('sources import other sources of src by their whole names, and nothing that is computed', () => {
  expect(imports.filter(({ to }) => !sources.has(to))).toEqual([]);
  const computed = [...sources].filter(([, text]) => /\b(?:import|require)\s*\((?!\s*['"])/.test(text));
  expect(computed.map(([file]) => file)).toEqual([]);
});

test('a start loads nothing large that few runs need', () => {
  for (const command of ['src/commands/run.ts', 'src/commands/exec.ts']) {
    const loaded = [...loadedWith(command)].map((file) => sources.get(file) ?? '');
    expect(loaded.length).toBeGreaterThan(100);
    for (const rare of [
      'junit-report-builder',
      'execa',
      'tinyglobby',
      'node:zlib',
      'node:util',
      'node:http',
      'node:https',
    ])
      expect(loaded.filter((text) => text.includes(`from '${rare}'`))).toEqual([]);
  }
});

test('imports go down, types too', () => {
  const wrong = imports.filter(({ from, to }) => !mayImport(roomOf(from), roomOf(to)));
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('no files import each other in a circle', () => {
  expect(circles()).toEqual([]);
});

test('no two files have the same name, but a folder may have one of its own name', () => {
  const names = files.filter((file) => basename(file, '.ts') !== basename(dirname(file))).map((file) => basename(file));
  expect(repeated(names)).toEqual([]);
});

test('no two exported types have the same name', () => {
  const declared = /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:type|interface|class|enum)\s+(\w+)/gm;
  const names = [...sources.values()].flatMap((text) => [...text.matchAll(declared)].map(([, name]) => name!));
  expect(names.length).toBeGreaterThan(100);
  expect(repeated(names)).toEqual([]);
});

test('no folder is called "build", which tools take for output', () => {
  expect(files.filter((file) => file.split('/').includes('build'))).toEqual([]);
});

test('unit tests, which share processes, mock no modules', () => {
  const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const units = tests.filter((file) => /^[^.]+\.test\.ts$/.test(file));
  expect(units.length).toBeGreaterThan(50);
  const mocking = units.filter((file) => /\bvi\.(mock|doMock)\(/.test(readFileSync(join(root, 'test', file), 'utf8')));
  expect(mocking).toEqual([]);
});

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort();
}

function sourceOf(file: string): string {
  return withoutComments(readFileSync(join(root, file), 'utf8'));
}

/** The room's name: a folder of src, or a file in src itself; elsewhere the folder at the top. */
function roomOf(file: string): string {
  const [top, next] = file.split('/');
  return (top === 'src' ? next : top)!;
}

/** From 0, the highest; -1 for a room that has none. */
function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room));
}

function mayImport(from: string, to: string): boolean {
  return from === to || floorOf(from) < floorOf(to) || sideways.includes(`${from} → ${to}`);
}

/** All that name a file, static, dynamic, of types and re-exports. */
function importsOf(from: string): Import[] {
  const names = /\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"]*)\1/g;
  return [...(sources.get(from) ?? sourceOf(from)).matchAll(names)].map(([, , name]) => ({
    from,
    to: relative(root, join(root, dirname(from), name!)),
  }));
}

/** Each circle once, as the files on it. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const { to } of imports.filter(({ from }) => from === file)) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

/** Comments may speak of imports. Only those that begin a line go: in a string, `/*` may be a pattern for files. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '');
}

function repeated(names: string[]): string[] {
  return unique(names.filter((name, index) => names.indexOf(name) !== index));
}

function unique(names: string[]): string[] {
  return [...new Set(names)].sort();
}

/** A source and those that it loads at once: not what it imports later, or only types of. */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const statements = (sources.get(file) ?? '').matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']*)';/gm);
  for (const [, path = ''] of statements) loadedWith(join(dirname(file), path), loaded);
  return loaded;
}
