import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { root } from '../support/command.ts';

/** What a step of a job has left behind. */
export interface Step {
  exitCode: number | undefined;
  log: string;
  /** Lines that the runner takes for commands, by their kind; those that it does not show are left out. */
  commands: { kind: string; text: string }[];
  outputs: Record<string, string>;
  summary: string;
  workspace: string;
}

/** A job on a machine of its own: each of its steps starts `dist/action.js` as the runner does. */
export class Job {
  private readonly folder: string;
  private readonly environment: Record<string, string>;
  private number = 0;

  /** @param environment besides what every job has */
  constructor(folder: string, environment: Record<string, string> = {}) {
    this.folder = folder;
    this.environment = environment;
  }

  /** @param killAt SIGKILL ends the step as soon as its log has such a line */
  async step(inputs: Record<string, string>, killAt?: RegExp): Promise<Step> {
    const own = join(this.folder, `step-${++this.number}`);
    const workspace = join(own, 'workspace');
    const [outputs, summary, home] = ['outputs', 'summary', 'home'].map((name) => join(own, name));
    // The same for all jobs of a runner: what the cache service keeps is found by its path.
    const temp = join(this.folder, 'temp');
    for (const path of [workspace, home!, temp]) mkdirSync(path, { recursive: true });
    for (const path of [outputs!, summary!]) writeFileSync(path, '');
    const running = execa(process.execPath, [join(root, 'dist/action.js')], {
      cwd: workspace,
      reject: false,
      all: true,
      stdin: 'ignore',
      extendEnv: false,
      env: {
        PATH: process.env.PATH,
        HOME: home,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_OUTPUT: outputs,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_WORKSPACE: workspace,
        RUNNER_TEMP: temp,
        RUNNER_TOOL_CACHE: join(own, 'tools'),
        RUNNER_ENVIRONMENT: 'github-hosted',
        ...this.environment,
        ...inputVariables(inputs),
      },
    });
    if (killAt) running.all.on('data', (piece: Buffer) => killAt.test(piece.toString()) && running.kill('SIGKILL'));
    const { exitCode, all } = await running;
    return {
      exitCode,
      log: all,
      commands: commandsIn(all),
      outputs: readOutputs(readFileSync(outputs!, 'utf8')),
      summary: readFileSync(summary!, 'utf8'),
      workspace,
    };
  }
}

/** All inputs of action.yml are set: to what was given, to their default, or to nothing. */
function inputVariables(given: Record<string, string>): Record<string, string> {
  const [, inputs = ''] = readFileSync(join(root, 'action.yml'), 'utf8').split(/^inputs:$/m);
  const [section] = inputs.split(/^outputs:$/m);
  const values: Record<string, string> = {};
  for (const [, name, body = ''] of section!.matchAll(/^ {2}([\w-]+):\n((?: {4}.*\n)*)/gm)) {
    values[name!] = /^ {4}default: '(.*)'$/m.exec(body)?.[1]?.replaceAll("''", "'") ?? '';
  }
  const all = Object.entries({ ...values, ...given });
  return Object.fromEntries(all.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
}

function commandsIn(log: string): Step['commands'] {
  const lines = log.split(/\r?\n|\r/).filter((line) => /^\s*::|##\[/.test(line));
  const commands = lines.map((line) => ({ kind: /^\s*::([\w-]+)/.exec(line)?.[1] ?? line, text: line }));
  return commands.filter(({ kind }) => kind !== 'debug' && kind !== 'add-mask');
}

function readOutputs(text: string): Record<string, string> {
  const found = [...text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)];
  return Object.fromEntries(found.map(([, name, , value]) => [name!, value!]));
}
