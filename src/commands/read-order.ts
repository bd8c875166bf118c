import { messageOf, UmlRunError } from '../model/errors.ts';
import type { Results } from '../model/results.ts';
import { readResults } from '../results/read-results.ts';
import type { Order } from '../runner/order.ts';

/**
 * What the option `order` says. A file is read at once: it may lie in the output folder, which the run clears.
 * @param option `longest`, `given`, or the path of a results.json, from the working folder
 * @throws UmlRunError `option-invalid` for a file that does not tell in which order tests were started
 */
export function readOrder(option: string): Order {
  if (option === 'longest' || option === 'given') return option;
  const { kernels, guests } = resultsIn(option);
  if (guests.every(({ tests }) => tests.length === 0))
    throw invalid(option, 'it names no test that a guest has started; an earlier version of uml-run did not tell');
  return { file: option, kernels, guests };
}

function resultsIn(file: string): Results {
  try {
    return readResults(file);
  } catch (cause) {
    throw invalid(file, messageOf(cause), cause);
  }
}

function invalid(given: string, why: string, cause?: unknown): UmlRunError {
  const expected = 'longest, given, or the results.json of an earlier run';
  return new UmlRunError('option-invalid', `--order was given ${JSON.stringify(given)}, expected ${expected}: ${why}`, {
    cause,
  });
}
