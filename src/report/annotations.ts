import type { Reason, Results } from '../model/results.ts';
import { cutEnd, cutMiddle, oneLine, printable } from './plain-text.ts';
import { badAttempts, count, formatAlike, isFlaky, type Problem, problemsOf } from './problems.ts';
import type { ReportContext } from './report-context.ts';
import { excerptText, kernelExcerpt } from './tail.ts';

/** An error as GitHub shows it beside a run. Its texts still have to be escaped for a workflow command. */
export interface Annotation {
  title: string;
  message: string;
}

/** What says most about a kernel or a program comes first; a boot that failed explains all of its tests. */
const importance: Reason[] = [
  'boot-failed',
  'environment',
  'panic',
  'splat',
  'guest-died',
  'signal',
  'exit',
  'subtests',
  'timeout',
  'not-started',
  'unsupported',
  'skip',
];

/**
 * One for each test that did not pass on some kernel, and one for each kernel that did not boot; the last counts the
 * rest.
 */
export function renderAnnotations(results: Results, context: ReportContext): Annotation[] {
  const { count: maxCount } = context.limits.annotations;
  const groups = groupsOf(problemsOf(results)).toSorted(([a], [b]) => rank(a) - rank(b));
  if (groups.length <= maxCount) return groups.map((group) => annotate(group, context));
  const shown = groups.slice(0, maxCount - 1).map((group) => annotate(group, context));
  const title = `${count(groups.length - shown.length, 'more test')} did not pass`;
  return [...shown, { title, message: `See the step summary, or report.html in ${context.output}` }];
}

/** One warning that names the tests that are flaky; none where there are none. */
export function renderWarnings(results: Results, context: ReportContext): Annotation[] {
  const flaky = results.tests.filter(isFlaky);
  if (flaky.length === 0) return [];
  const lines = flaky.map((test) => `${oneLine(test.name)} on ${oneLine(test.kernel)}: ${badAttempts(test)}`);
  const title = `${count(flaky.length, 'flaky test')}`;
  return [{ title, message: cutEnd(lines.join('\n'), context.limits.annotations.characters - title.length) }];
}

/** The same test on several kernels, or all tests of a kernel that did not boot. */
type Group = [Problem, ...Problem[]];

function groupsOf(problems: Problem[]): Group[] {
  const groups = new Map<string, Group>();
  for (const problem of problems) {
    const { reason, kernel, name } = problem.test;
    const key = reason === 'boot-failed' ? `kernel ${kernel}` : `test ${name}`;
    const group = groups.get(key);
    if (group) group.push(problem);
    else groups.set(key, [problem]);
  }
  return [...groups.values()];
}

const rank = ({ test }: Problem) => importance.indexOf(test.reason);

function annotate(group: Group, context: ReportContext): Annotation {
  const [first] = group;
  const kernels = oneLine(group.map(({ test }) => test.kernel).join(', '));
  const name = oneLine(cutMiddle(first.test.name, 120));
  const title = cutEnd(`${name}${formatAlike(first)}: ${first.test.verdict} on ${kernels}`, 250);
  return { title, message: cutEnd(messageOf(group, context), context.limits.annotations.characters - title.length) };
}

function messageOf(group: Group, context: ReportContext): string {
  const [{ test: first }] = group;
  const causes = group.map(({ test }) => `${oneLine(test.kernel)}: ${printable(test.message)}`);
  const { excerpt } = context.limits;
  const outputs = [
    ['kernel log', kernelExcerpt(first.kernelLog, 20, 200).join('\n')],
    ['stderr', excerptText(first.stderr, excerpt / 4, context)],
    ['stdout', excerptText(first.stdout, excerpt / 4, context)],
  ].filter(([, text]) => text !== '');
  const shown = causes.slice(0, 8);
  return [...shown, ...outputs.map(([label, text]) => `\n${label} on ${oneLine(first.kernel)}:\n${text}`)].join('\n');
}
