/** Each command of a workflow that installs packages, as it stands there, but only simulated. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../support/command.ts';
import { ownFolder } from '../support/temporary-folder.ts';

interface Workflow {
  jobs: Record<string, { steps?: { run?: string }[] }>;
}

const folder = join(root, '.github/workflows');
const commands = readdirSync(folder).flatMap((name) => {
  const { jobs }: Workflow = parse(readFileSync(join(folder, name), 'utf8'));
  const runs = Object.values(jobs).flatMap(({ steps = [] }) => steps.map(({ run = '' }) => run));
  return runs.filter((run) => run.includes('apt-get')).map((run) => ({ name, run }));
});

test('there are such commands', () => {
  expect(commands.map(({ name }) => name)).toEqual(['ci.yml', 'kernels.yml']);
});

test.each(commands)('$name: $run', async ({ run }) => {
  const path = join(ownFolder(), 'path');
  mkdirSync(path);
  const programs = {
    sudo: '"$@"',
    'apt-get': '[ "$1" = update ] || exec /usr/bin/apt-get --simulate "$@"',
  };
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const env = { PATH: [path, process.env.PATH].join(delimiter) };
  const { exitCode, all } = await execa('bash', ['-eo', 'pipefail', '-c', run], { env, all: true, reject: false });
  expect({ exitCode, all }).toMatchObject({ exitCode: 0, all: expect.stringContaining('newly installed') });
});
