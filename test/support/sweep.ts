/**
 * Tests that try every place, and take minutes for it, try a sample otherwise: `UML_RUN_TEST_SWEEP=full` is what
 * `npm run test:full` and CI set.
 */
export const fullSweep = process.env.UML_RUN_TEST_SWEEP === 'full';

/** Of a sample: another one each time. Tests name it when they fail; `UML_RUN_TEST_SEED` repeats it. */
export const seed = Number(process.env.UML_RUN_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** To end a failure's message with. */
export const howToRepeat = `repeat it with UML_RUN_TEST_SEED=${seed}${fullSweep ? ' UML_RUN_TEST_SWEEP=full' : ''}`;
