import type { Results } from '../model/results.ts';
import { renderJson } from '../results/results-json.ts';
import { renderHtml } from './html.ts';
import type { ReportContext } from './report-context.ts';
import { renderSummary } from './summary.ts';

/** In the order in which they are written. */
export const reportNames = ['results.json', 'junit.xml', 'summary.md', 'report.html'] as const;

export type ReportName = (typeof reportNames)[number];

/** Makes the text of a report, in pieces that are written as they come. */
export type Renderer = (results: Results, context: ReportContext) => Iterable<string>;

export type Renderers = Partial<Record<ReportName, Renderer>>;

export const resultsRenderer = { 'results.json': renderJson } satisfies Renderers;

/** All. The library behind junit.xml is large, and no run needs it before its first test has ended. */
export async function loadRenderers(): Promise<Record<ReportName, Renderer>> {
  const { renderJunit } = await import('./junit.ts');
  return {
    ...resultsRenderer,
    'junit.xml': renderJunit,
    'summary.md': (results, context) => [renderSummary(results, context)],
    'report.html': renderHtml,
  };
}
