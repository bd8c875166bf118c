/** What init does before the first test, in order. Paths are the guest's, but for the sources of hostfs mounts. */
export type Step =
  | { do: 'folder'; path: string; mode: number }
  | { do: 'file'; path: string }
  /** Should its entries change, the tests that are left get a fresh guest. */
  | { do: 'watch'; path: string }
  | { do: 'link'; target: string; path: string }
  | { do: 'mount'; type: string; source: string; target: string; flags: number; data: string; must: boolean };

/** One test as init sees it. */
export interface PlannedTest {
  /** 32 hexadecimal digits that only init and the host know. */
  token: string;
  /** Working folder: made for the test, which owns it. */
  folder: string;
  /** Console that its standard input comes from; empty for an empty one. */
  input: string;
  user: number;
  group: number;
  path: string;
  arguments: string[];
  environment: string[];
}

/** The boot plan's bytes, as `native/init.c` reads them: words that each end with a NUL. */
export function encodeBootPlan(guestToken: string, steps: Step[], tests: PlannedTest[]): Buffer {
  const words = [guestToken, ...steps.flatMap(stepWords), 'tests', ...tests.flatMap(testWords)];
  return Buffer.concat(words.flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from([0])]));
}

function stepWords(step: Step): string[] {
  switch (step.do) {
    case 'folder':
      return ['folder', step.path, String(step.mode)];
    case 'file':
    case 'watch':
      return [step.do, step.path];
    case 'link':
      return ['link', step.target, step.path];
    case 'mount':
      return [step.must ? 'mount' : 'try-mount', step.type, step.source, step.target, String(step.flags), step.data];
  }
}

function testWords(test: PlannedTest): string[] {
  return [
    test.token,
    test.folder,
    test.input,
    String(test.user),
    String(test.group),
    test.path,
    ...counted(test.arguments),
    ...counted(test.environment),
  ];
}

function counted(words: string[]): string[] {
  return [String(words.length), ...words];
}
