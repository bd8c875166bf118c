import { join, resolve } from 'node:path';
import * as core from '@actions/core';
import { runnerRemotes } from '../cache/remotes/runner-remotes.ts';
import { namingInputs, parseActionInputs, readOutputInput } from '../config/action-inputs.ts';
import type { OutputName } from '../config/action-outputs.ts';
import { describeError } from '../guest/describe-error.ts';
import { messageOf } from '../model/errors.ts';
import type { Reporter } from '../model/log.ts';
import type { Results } from '../model/results.ts';
import { renderAnnotations, renderWarnings } from '../report/annotations.ts';
import { reportContext } from '../report/report-context.ts';
import { openScreen } from '../report/screen.ts';
import { countsOf } from '../report/standing.ts';
import { renderSummary } from '../report/summary.ts';
import { type RunResult, run } from './run.ts';

/**
 * The Action's step: inputs in; reports, annotations, summary and outputs out.
 * @returns the exit code, by the contract of the command; where nothing could be run, the step's error says why
 * @throws the signal's reason
 */
export async function runAction(signal: AbortSignal): Promise<number> {
  try {
    return await runStep(signal);
  } catch (error) {
    signal.throwIfAborted();
    const { message, exitCode } = describeError(error);
    core.setFailed(namingInputs(message));
    return exitCode;
  }
}

async function runStep(signal: AbortSignal): Promise<number> {
  const output = resolve(readOutputInput(core.getInput));
  // Steps with `if: always()` keep what there is, whatever becomes of this one.
  setOutputs({ output });
  const { options, tests } = parseActionInputs(core.getInput);
  const { quiet, verbose } = options;
  const screen = openScreen(process.stdout, { quiet, verbose, environment: process.env });
  const reporter = reporterOf(screen, output);
  core.startGroup('uml-run: tests');
  const running = run(tests, options, reporter, signal, runnerRemotes(reporter, options.offline)).finally(
    core.endGroup,
  );
  const ran = await running.catch(async (error: unknown) => {
    if (signal.aborted) await summarize(`## The run was ${messageOf(signal.reason)}\n`, reporter);
    throw error;
  });
  screen.finish(ran.results, ran.output, ran.isReported);
  annotate(ran.results, ran.output);
  await summarize(renderSummary(ran.results, reportContext(ran.output)), reporter);
  setOutputs(outcomeOf(ran));
  if (ran.exitCode !== 0) core.setFailed(failureOf(ran));
  return ran.exitCode;
}

function failureOf({ results, output, isReported }: RunResult): string {
  const { failed, errored, 'not-run': notRun } = countsOf(results);
  const counts = `${failed} failed and ${errored} errored${notRun > 0 ? `, ${notRun} not run` : ''}`;
  const where = isReported ? `see ${output}/report.html` : 'not every report could be written: see the warnings';
  return `${results.interrupted ? 'the run was interrupted: ' : ''}${counts}; ${where}`;
}

function reporterOf(screen: Reporter, output: string): Reporter {
  return {
    progress: (text) => screen.progress(text),
    info: core.info,
    warning,
    count: (event) => screen.count(event),
    onEvent(event) {
      if (event.type === 'run-started')
        setOutputs({ junit: join(output, 'junit.xml'), results: join(output, 'results.json') });
      if (event.type === 'warning') warning(event.text);
      else screen.onEvent(event);
    },
  };
}

function warning(text: string): void {
  core.warning(namingInputs(text));
}

function annotate(results: Results, output: string): void {
  const context = reportContext(output);
  const { annotations } = context.limits;
  // One is left for the step's own error.
  const limits = { ...context.limits, annotations: { ...annotations, count: annotations.count - 1 } };
  for (const { title, message } of renderAnnotations(results, { ...context, limits })) core.error(message, { title });
  for (const { title, message } of renderWarnings(results, context)) core.warning(message, { title });
}

async function summarize(text: string, reporter: Reporter): Promise<void> {
  if (!process.env.GITHUB_STEP_SUMMARY) return;
  try {
    await core.summary.addRaw(text).write();
  } catch (error) {
    reporter.warning(`the step summary cannot be written: ${messageOf(error)}`);
  }
}

type Outputs = Record<OutputName, string>;

/** What cannot be written costs no test its turn. */
function setOutputs(outputs: Partial<Outputs>): void {
  try {
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  } catch (error) {
    core.warning(`the outputs ${Object.keys(outputs).join(', ')} cannot be written: ${messageOf(error)}`);
  }
}

/** Those that are known at the end alone: a count of 0 would say that all is well. */
function outcomeOf({ results, used }: RunResult): Omit<Outputs, 'junit' | 'results' | 'output'> {
  const { passed, failed, skipped, errored } = results.totals;
  return {
    passed: String(passed),
    failed: String(failed),
    skipped: String(skipped),
    errored: String(errored),
    total: String(results.tests.length),
    kernels: JSON.stringify(results.kernels.map(({ version }) => version).filter((version) => version !== '')),
    'cache-hit': String(used.every(({ from }) => from !== 'made')),
  };
}
