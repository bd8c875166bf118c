import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { test as base, describe, expect } from 'vitest';
import { type CacheServer, startCacheServer } from '../support/actions-cache-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const job = join(import.meta.dirname, 'actions-job.ts');

interface Said {
  from: string;
  content: string;
  remotes: string[];
  infos: string[];
  warnings: string[];
  stdout: string;
}

interface Context {
  server: CacheServer;
  temp: string;
  /** Runs a step in a job whose own cache folder is empty. */
  step(key: string, limit?: number): Promise<Said>;
}

const test = base.extend<Context>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are wanted
  server: async ({}, use) => {
    const server = await startCacheServer();
    await use(server);
    await server.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: the same
  temp: async ({}, use) => {
    const { path, remove } = temporaryFolder();
    await use(path);
    await remove();
  },
  step: ({ server, temp }, use) => use(async (key, limit) => runStep(server, temp, key, limit)),
});

async function runStep(server: CacheServer, temp: string, key: string, limit?: number): Promise<Said> {
  const folder = await mkdtemp(join(temp, 'cache-'));
  await mkdir(join(temp, 'workspace'), { recursive: true });
  const args = [job, folder, key, ...(limit === undefined ? [] : [String(limit)])];
  const { stdout } = await execa(process.execPath, args, {
    extendEnv: false,
    env: {
      PATH: process.env.PATH,
      ...server.environment,
      RUNNER_TEMP: temp,
      GITHUB_WORKSPACE: join(temp, 'workspace'),
      RUNNER_ENVIRONMENT: 'github-hosted',
      RUNNER_TOOL_CACHE: join(temp, 'tools'),
    },
  });
  const said = JSON.parse(await readFile(join(folder, 'said.json'), 'utf8'));
  // These two a runner hides.
  return { ...said, stdout: stdout.replaceAll(/^::(debug|add-mask)::.*\n?/gm, '') };
}

describe.concurrent('the real @actions/cache against a service on loopback', { timeout: 120_000 }, () => {
  test('saves what was made, and restores it in the next job', async ({ server, step, temp }) => {
    expect(await step('first')).toMatchObject({ from: 'made', remotes: ['the Actions cache'], warnings: [] });
    expect([...server.entries.values()].map(({ key }) => key)).toEqual(['uml-run-2-things-first']);
    const restored = await step('first');
    expect(restored).toMatchObject({ from: 'the Actions cache', content: 'first', warnings: [], infos: [] });
    expect(restored.stdout).toBe('');
    expect(await readdir(join(temp, 'uml-run-cache'))).toEqual([]);
  });

  test('does not take an entry whose key only begins like the one that is wanted', async ({ server, step }) => {
    await step('glibc-2.36');
    expect(await step('glibc-2.3')).toMatchObject({ from: 'made', content: 'glibc-2.3', warnings: [] });
    expect(server.entries.size).toBe(2);
  });

  test('says nothing when another job has saved the same key meanwhile', async ({ server, step }) => {
    await step('twice');
    const [[name, saved]] = [...server.entries] as [[string, { key: string; version: string; bytes: Buffer }]];
    // A service that does not find the entry, and yet has it: as it is when both jobs looked before either had saved.
    server.entries.set(name, { ...saved, key: 'hidden' });
    expect(await step('twice')).toMatchObject({ from: 'made', warnings: [], infos: [] });
    expect(server.requests.at(-1)).toBe('POST CreateCacheEntry');
  });

  test('says as information that the cache is read-only for this run', async ({ server, step }) => {
    server.mood = 'read-only';
    const { infos, ...said } = await step('first');
    expect(said).toMatchObject({ from: 'made', warnings: [], stdout: '' });
    expect(infos).toEqual(['the Actions cache is read-only for this run: uml-run-2-things-first was not saved']);
  });

  test.for(['corrupt', 'cut'] as const)(
    'throws away with a warning what comes back %s',
    async (mood, { server, step }) => {
      await step('first');
      server.mood = mood;
      const { warnings, ...said } = await step('first');
      expect(said).toMatchObject({ from: 'made', content: 'first', stdout: '' });
      expect(warnings).toEqual([expect.stringContaining('the Actions cache')]);
    },
  );

  test.for(['broken', 'hang-up', 'limit', 'web-page'] as const)(
    'costs one warning when the service is %s',
    async (mood, { server, step }) => {
      server.mood = mood;
      const { warnings, ...said } = await step('first');
      expect(said).toMatchObject({ from: 'made', content: 'first', stdout: '' });
      expect(warnings).toEqual([
        expect.stringMatching(/^the Actions cache could not restore .*; continuing without it: /),
      ]);
      expect(server.requests).not.toContain('POST CreateCacheEntry');
    },
  );

  test('costs one warning when nothing listens', async ({ server, step }) => {
    await server.close();
    const { warnings, ...said } = await step('first');
    expect(said).toMatchObject({ from: 'made', content: 'first', stdout: '' });
    expect(warnings).toHaveLength(1);
  });

  test('gives up with one warning a service that never answers', async ({ server, step }) => {
    server.mood = 'silent';
    expect(await step('first', 1)).toMatchObject({ from: 'made', warnings: [gaveUp('restore', 1)] });
  });

  test('gives up with one warning a service that transfers a byte at a time', async ({ server, step }) => {
    await step('first');
    server.mood = 'drip';
    expect(await step('first', 3)).toMatchObject({ from: 'made', content: 'first', warnings: [gaveUp('restore', 3)] });
  });

  test('gives up with one warning a service that transfers nothing, in either direction', async ({ server, step }) => {
    await step('first');
    server.mood = 'stuck';
    expect(await step('first', 3)).toMatchObject({ from: 'made', warnings: [gaveUp('restore', 3)] });
    expect(await step('second', 3)).toMatchObject({ from: 'made', warnings: [gaveUp('save', 3)] });
  });
});

function gaveUp(what: string, seconds: number): string {
  const end = `continuing without it: .*it kept requests waiting for more than ${seconds} seconds$`;
  return expect.stringMatching(new RegExp(`^the Actions cache could not ${what} .*; ${end}`));
}
