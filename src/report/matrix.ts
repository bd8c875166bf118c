import type { Results, TestResult } from '../model/results.ts';
import { isProblem } from './problems.ts';

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
  const rows = new Map<string, Map<string, TestResult>>();
  for (const test of results.tests) {
    const row = rows.get(test.name) ?? new Map<string, TestResult>();
    rows.set(test.name, row.set(test.kernel, test));
  }
  return {
    columns,
    rows: [...rows].map(([name, byKernel]) => ({ name, cells: columns.map((kernel) => byKernel.get(kernel)) })),
  };
}

/** Whether a test failed or errored on a kernel, in its turn. */
export function hasProblem({ cells }: MatrixRow): boolean {
  return cells.some((cell) => cell && isProblem(cell));
}
