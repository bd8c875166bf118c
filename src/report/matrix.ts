import type { Results, TestResult } from '../model/results.ts';

/** The results as a table: a row a test, a column a kernel. */
export interface Matrix {
  /** Names of the kernels. */
  columns: string[];
  rows: MatrixRow[];
}

export interface MatrixRow {
  /** Name of the test. */
  name: string;
  /** One a column; `undefined` where the test has not ended on that kernel. */
  cells: (TestResult | undefined)[];
}

/** Arranges results in the order in which tests and kernels first occur. */
export function matrixOf(results: Results): Matrix {
  const columns = [
    ...new Set([...results.kernels.map(({ name }) => name), ...results.tests.map(({ kernel }) => kernel)]),
  ];
  const column = new Map(columns.map((name, index) => [name, index]));
  const rows = new Map<string, MatrixRow>();
  for (const test of results.tests) {
    const row = rows.get(test.name) ?? { name: test.name, cells: new Array(columns.length).fill(undefined) };
    row.cells[column.get(test.kernel)!] = test;
    rows.set(test.name, row);
  }
  return { columns, rows: [...rows.values()] };
}

/** Whether a test failed or errored on a kernel. */
export function hasProblem({ cells }: MatrixRow): boolean {
  return cells.some((cell) => cell?.verdict === 'failed' || cell?.verdict === 'errored');
}
