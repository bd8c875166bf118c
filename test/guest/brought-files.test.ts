import { expect, test } from 'vitest';
import type { Step } from '../../src/guest/boot-plan.ts';
import { broughtSteps } from '../../src/guest/brought-files.ts';

const file = (path: string) => ({ path, isFolder: false });
const link = (path: string) => ({ do: 'link', target: `/programs${path}`, path });
const folder = (path: string) => ({ do: 'folder', path, mode: 0o777 });

function stepsFor(...paths: string[]): Step[] {
  const [each, ...others] = broughtSteps(paths.map(file));
  expect([each?.do, others]).toEqual(['each', []]);
  return each?.do === 'each' ? each.steps : [];
}

test('nothing was brought: no steps', () => {
  expect(broughtSteps([])).toEqual([]);
});

test('each file is a link in folders that are made, but for those that every test has', () => {
  expect(stepsFor('/tmp/a/b/one.so', '/tmp/a/two.so', '/tmp/three.so', '/dev/shm/c/four.so')).toEqual([
    folder('/dev/shm/c'),
    folder('/tmp/a'),
    folder('/tmp/a/b'),
    link('/tmp/a/b/one.so'),
    link('/tmp/a/two.so'),
    link('/tmp/three.so'),
    link('/dev/shm/c/four.so'),
  ]);
});

test('a folder of many files is one link, with all that is in it', () => {
  const many = Array.from({ length: 500 }, (_, index) => `/root/lib/lib${index}.so`);
  expect(stepsFor(...many, '/root/lib/sub/one.so', '/root/other.so')).toEqual([
    link('/root/other.so'),
    link('/root/lib'),
  ]);
});

test('so is one that has many folders of few files, and what is beside it stays as it is', () => {
  const many = Array.from({ length: 100 }, (_, index) => `/tmp/b/solib/_${index}/lib${index}.so`);
  expect(stepsFor(...many, '/tmp/b/bin/one.so')).toEqual([
    folder('/tmp/b'),
    folder('/tmp/b/bin'),
    link('/tmp/b/bin/one.so'),
    link('/tmp/b/solib'),
  ]);
  const through = { path: '/tmp/b/solib/_0/bin', isFolder: true };
  expect(broughtSteps([...many.map(file), through])).toEqual([
    { do: 'each', steps: [folder('/tmp/b'), link('/tmp/b/solib')] },
  ]);
});

test('a folder in which another is mounted later is no link', () => {
  const many = Array.from({ length: 40 }, (_, index) => file(`/tmp/a/lib/lib${index}.so`));
  const more = Array.from({ length: 40 }, (_, index) => file(`/tmp/a/_${index}/lib.so`));
  for (const mounted of ['/tmp/a', '/tmp/a/project', '/tmp/a/b/project']) {
    const [each] = broughtSteps([...many, ...more], [mounted]);
    const steps = each?.do === 'each' ? each.steps : [];
    expect(steps.filter(({ do: verb }) => verb === 'link')).toEqual([
      ...more.map(({ path }) => link(path)),
      link('/tmp/a/lib'),
    ]);
  }
});

test('/tmp itself stays a folder, however many files are in it', () => {
  const many = Array.from({ length: 50 }, (_, index) => `/tmp/lib${index}.so`);
  expect(stepsFor(...many)).toEqual(many.map(link));
});

test('a folder that is only gone through is made', () => {
  const steps = broughtSteps([{ path: '/run/a/bin', isFolder: true }, file('/run/a/lib/one.so')]);
  expect(steps).toEqual([
    { do: 'each', steps: [folder('/run/a'), folder('/run/a/bin'), folder('/run/a/lib'), link('/run/a/lib/one.so')] },
  ]);
});
