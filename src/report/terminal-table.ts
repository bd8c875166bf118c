import type { Results, TestResult } from '../model/results.ts';
import type { Paint, Style } from './colors.ts';
import { type MatrixRow, matrixOf } from './matrix.ts';
import { oneLine } from './plain-text.ts';
import { count, outcomeOf } from './problems.ts';
import type { TerminalContext } from './report-context.ts';
import { standingOf } from './standing.ts';
import { fitMiddle, padEnd, widthOf } from './width.ts';

const gap = 2;
const narrowest = 8;

interface Column {
  head: string;
  width: number;
  cell(row: MatrixRow): { text: string; style: Style };
}

/**
 * The table of tests × kernels, no wider than the terminal: names are cut, and kernels that do not fit beside the
 * others make a table below. Where there are very many tests, those that passed everywhere are only counted.
 */
export function formatTerminalTable(results: Results, paint: Paint, context: TerminalContext): string {
  const { columns: kernels, rows } = matrixOf(results);
  const { shown, note } = chooseRows(rows, context.limits.terminal.rows);
  const nameWidth = Math.min(
    Math.max(4, ...shown.map(({ name }) => widthOf(oneLine(name)))),
    Math.max(narrowest, Math.floor(context.columns / 2)),
  );
  const free = Math.max(narrowest, context.columns - nameWidth - gap);
  const columns = kernels.map((kernel, index) => columnOf(kernel, index, shown, free));

  const tables = inWidth(columns, free).map((some) => {
    const head = [padEnd('test', nameWidth), ...some.map(({ head, width }) => padEnd(head, width))];
    const lines = shown.map((row) => {
      const cells = some.map((column) => {
        const { text, style } = column.cell(row);
        return paint(style, padEnd(fitMiddle(text, column.width), column.width));
      });
      return [padEnd(fitMiddle(oneLine(row.name), nameWidth), nameWidth), ...cells].join(' '.repeat(gap)).trimEnd();
    });
    return `${[paint('bold', head.join(' '.repeat(gap)).trimEnd()), ...lines].join('\n')}\n`;
  });
  return `${shown.length > 0 ? tables.join('\n') : ''}${note}`;
}

function chooseRows(rows: MatrixRow[], maxRows: number): { shown: MatrixRow[]; note: string } {
  if (rows.length <= maxRows) return { shown: rows, note: '' };
  const notable = rows.filter(({ cells }) => cells.some((cell) => cell?.verdict !== 'passed'));
  const shown = notable.slice(0, maxRows);
  const passed = rows.length - notable.length;
  const left = notable.length - shown.length;
  const notes = [
    ...(left > 0 ? [`${count(left, 'more test')} in the report`] : []),
    ...(passed > 0 ? [`${count(passed, 'test')} passed on every kernel`] : []),
  ];
  return { shown, note: `${notes.join('; ')}\n` };
}

function columnOf(kernel: string, index: number, rows: MatrixRow[], free: number): Column {
  const text = (test: TestResult | undefined) => (test ? oneLine(outcomeOf(test)) : '-');
  const widest = Math.max(widthOf(oneLine(kernel)), ...rows.map(({ cells }) => widthOf(text(cells[index]))));
  const width = Math.min(widest, free);
  return {
    head: fitMiddle(oneLine(kernel), width),
    width,
    cell({ cells }) {
      const test = cells[index];
      return { text: text(test), style: test ? standingOf(test) : 'dim' };
    },
  };
}

/** Columns in groups that each fit beside the names. */
function inWidth(columns: Column[], free: number): Column[][] {
  const groups: Column[][] = [];
  let group: Column[] | undefined;
  let left = 0;
  for (const column of columns) {
    left -= column.width + gap;
    if (left < 0 || !group) {
      group = [];
      groups.push(group);
      left = free - column.width;
    }
    group.push(column);
  }
  return groups;
}
