import { assert, boolean, constantFrom, integer, option, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splatKinds } from '../../src/model/splat-kinds.ts';
import type { Evidence } from '../../src/verdict/evidence.ts';
import { judge, type Policy } from '../../src/verdict/judge.ts';

const policy: Policy = { skipExitCodes: [77], failOn: splatKinds };
const exit = (code: number): Evidence => ({ end: { how: 'exit', code }, splats: [], taint: { before: 0, after: 0 } });
const signal = (number: number): Evidence => ({ ...exit(0), end: { how: 'signal', number } });
const warning = { kind: 'warning', title: 'WARNING: CPU: 0 PID: 1 at f.c:1 f+0x1/0x2', taints: true };
const hung = { kind: 'hung-task', title: 'INFO: task a:1 blocked for more than 1 seconds.', taints: false };
const tainted = { before: 0, after: 1 << 9 };

function told(evidence: Evidence, given: Partial<Policy> = {}): string {
  const { verdict, reason, message } = judge(evidence, { ...policy, ...given });
  return `${verdict}, ${reason}: ${message}`;
}

describe('by its own end', () => {
  test.each([
    [exit(0), 'passed, exit: exited with 0'],
    [exit(1), 'failed, exit: exited with 1'],
    [exit(4), 'failed, exit: exited with 4'],
    [exit(77), 'skipped, skip: exited with 77'],
    [exit(139), 'failed, exit: exited with 139'],
    [signal(11), 'failed, signal: killed by SIGSEGV'],
    [signal(34), 'failed, signal: killed by SIGRTMIN'],
    [{ ...exit(0), skip: 'no such call' }, 'skipped, skip: skipped: no such call'],
    [{ ...exit(4), skip: 'no such call' }, 'skipped, skip: skipped: no such call'],
    [{ ...exit(1), skip: 'no such call' }, 'failed, exit: exited with 1'],
    [{ ...exit(0), subtests: 'its TAP has no plan' }, 'failed, subtests: exited with 0, but its TAP has no plan'],
    [{ ...exit(0), subtests: 'it bailed out', skip: 'x' }, 'failed, subtests: exited with 0, but it bailed out'],
    // As before: a plan to skip all counts for the code of the kernel's selftests.
    [{ ...exit(4), subtests: 'it bailed out', skip: 'x' }, 'skipped, skip: skipped: x'],
    [{ ...exit(77), subtests: 'it bailed out' }, 'skipped, skip: exited with 77'],
    [{ ...exit(1), subtests: 'it bailed out' }, 'failed, exit: exited with 1'],
    [{ ...signal(9), subtests: 'it bailed out' }, 'failed, signal: killed by SIGKILL'],
    [{ ...signal(9), skip: 'no such call' }, 'failed, signal: killed by SIGKILL'],
    [
      { splats: [], end: { how: 'not-started' as const, errno: 8 } },
      'errored, not-started: cannot be started: the kernel does not know its format (ENOEXEC)',
    ],
  ])('%j: %s', (evidence, wanted) => {
    expect(told(evidence)).toBe(wanted);
  });

  test('has the exit code, or the name of the signal', () => {
    expect(judge(exit(3), policy)).toMatchObject({ exitCode: 3, signal: null });
    expect(judge(signal(6), policy)).toMatchObject({ exitCode: null, signal: 'SIGABRT' });
  });
});

test.each([
  [exit(0), 'passed, exit: exited with 0'],
  [exit(77), 'skipped, skip: exited with 77'],
  [exit(1), 'failed, exit: exited with 1; it cannot pass'],
  [signal(11), 'failed, signal: killed by SIGSEGV; it cannot pass'],
  [{ splats: [] }, 'errored, guest-died: the guest ended before the test did'],
])('a hint is added to the message of what failed by its own end alone: %j', (evidence: Evidence, wanted) => {
  expect(told({ ...evidence, hint: () => 'it cannot pass' })).toBe(wanted);
  expect(told({ ...evidence, hint: () => undefined })).toBe(wanted.replace('; it cannot pass', ''));
});

test('what subtests tell makes no verdict better', () => {
  const order = ['passed', 'skipped', 'failed', 'errored'];
  const ends = constantFrom<Evidence>(exit(0), exit(1), exit(4), exit(77), signal(9), { splats: [] });
  const evidence = record(
    {
      skip: constantFrom('x'),
      splats: constantFrom<Evidence['splats']>([], [warning]),
      incomplete: constantFrom(true as const),
    },
    { requiredKeys: ['splats'] },
  );
  assert(
    property(ends, evidence, (end, more) => {
      const [without, having] = [{}, { subtests: 'it bailed out' }].map((words) => {
        const { verdict } = judge({ ...end, ...more, ...words }, policy);
        // Of what is not known for certain, a failure that is known takes the place.
        return verdict === 'errored' && end.end ? order.indexOf('failed') : order.indexOf(verdict);
      });
      expect(having).toBeGreaterThanOrEqual(without!);
    }),
  );
});

describe('without an end', () => {
  const timeout = { cause: 'timeout', seconds: 5 } as const;
  const died = { cause: 'guest-died', how: "the guest's kernel ended with code 134" } as const;

  test.each<[Partial<Evidence>, string]>([
    [{}, 'errored, guest-died: the guest ended before the test did'],
    [{ noExit: died }, "errored, guest-died: the guest's kernel ended with code 134"],
    [{ noExit: timeout }, 'failed, timeout: still running after 5 s'],
    [
      { noExit: { ...timeout, unseen: true } },
      'failed, timeout: still running after 5 s; what its threads did is not known: with --userspace seccomp, the sandbox refuses the management console',
    ],
    [
      { noExit: timeout, splats: [hung] },
      'failed, timeout: still running after 5 s; the kernel complained: INFO: task a:1 blocked for more than 1 seconds.',
    ],
    [
      { noExit: died, splats: [warning, hung] },
      "errored, guest-died: the guest's kernel ended with code 134; the kernel complained: WARNING: CPU: 0 PID: 1 at f.c:1 f+0x1/0x2 (and 1 more)",
    ],
    [{ noExit: died, panic: 'stack overflow' }, 'errored, panic: kernel panic: stack overflow'],
    [{ noExit: timeout, panic: 'x' }, 'errored, panic: kernel panic: x'],
    [{ skip: 'all' }, 'errored, guest-died: the guest ended before the test did'],
  ])('%j: %s', (evidence, wanted) => {
    expect(told({ splats: [], ...evidence })).toBe(wanted);
  });

  test("a panic has the kernel's own words, and those of the BUG before it where it has none", () => {
    const kasan = { kind: 'kasan', title: 'BUG: KASAN: stack-out-of-bounds in f+0x1/0x2' };
    expect(told({ splats: [kasan], panic: 'KASAN: panic_on_warn set ...' })).toBe(
      'errored, panic: kernel panic: KASAN: panic_on_warn set ...',
    );
    expect(told({ splats: [{ kind: 'bug', title: 'BUG: failure at f.c:1/f()!' }], panic: 'BUG!' })).toBe(
      'errored, panic: kernel panic: BUG: failure at f.c:1/f()!',
    );
    expect(told({ splats: [], panic: 'BUG!' })).toBe('errored, panic: kernel panic: BUG!');
  });

  test('the text of a panic by a test that has ended is none of the kernel', () => {
    expect(told({ ...exit(0), panic: 'fake' })).toBe('passed, exit: exited with 0');
    expect(told({ ...exit(3), panic: 'fake' })).toBe('failed, exit: exited with 3');
  });
});

describe('when the kernel complains', () => {
  test.each([...splatKinds])('%s fails a test, unless fail-on leaves it out', (kind) => {
    const evidence = { ...exit(0), splats: [{ kind, title: 'x', taints: false }] };
    expect(told(evidence)).toBe('failed, splat: the kernel complained: x');
    expect(told(evidence, { failOn: splatKinds.filter((other) => other !== kind) })).toBe(
      'passed, exit: exited with 0',
    );
    expect(told({ ...evidence, end: { how: 'exit', code: 77 } })).toBe('failed, splat: the kernel complained: x');
  });

  test('a test that failed by itself keeps its reason, and the splat is told', () => {
    expect(told({ ...exit(3), splats: [hung] })).toBe(
      'failed, exit: exited with 3; the kernel complained: INFO: task a:1 blocked for more than 1 seconds.',
    );
  });

  test('what taints the kernel was not said by a kernel that is not tainted', () => {
    expect(told({ ...exit(0), splats: [warning] })).toBe('passed, exit: exited with 0');
    expect(told({ ...exit(0), splats: [warning], taint: tainted })).toMatch(/^failed, splat: /);
    expect(told({ ...exit(0), splats: [warning], taint: { before: 1 << 9, after: 1 << 9 } })).toMatch(
      /^failed, splat: /,
    );
    const { taint: _, ...unknown } = exit(0);
    expect(told({ ...unknown, splats: [warning] })).toMatch(/^failed, splat: /);
    expect(told({ ...exit(0), splats: [{ ...warning, taints: false }] })).toMatch(/^failed, splat: /);
  });

  test.each([
    [5, 'B'],
    [7, 'D'],
    [9, 'W'],
    [14, 'L'],
  ])('taint %i that the log does not explain is not passed', (bit, letter) => {
    const evidence = { ...exit(0), taint: { before: 0, after: 1 << bit } };
    const wanted = `errored, splat: exited with 0, but the kernel has tainted itself (${letter}), and its log does not tell why`;
    expect(told(evidence)).toBe(wanted);
    expect(told(evidence, { failOn: [] })).toBe('passed, exit: exited with 0');
    expect(told({ ...evidence, taint: { before: 1 << bit, after: 1 << bit } })).toBe('passed, exit: exited with 0');
  });

  test('other taint, such as that of a module, says nothing', () => {
    expect(told({ ...exit(0), taint: { before: 0, after: (1 << 12) | (1 << 13) | 1 } })).toBe(
      'passed, exit: exited with 0',
    );
  });

  test('when a part of the log is missing, nobody can tell, and it is not passed', () => {
    const wanted = "but a part of the kernel's log is missing";
    expect(told({ ...exit(0), incomplete: true })).toBe(`errored, splat: exited with 0, ${wanted}`);
    expect(told({ ...exit(77), incomplete: true })).toBe(`errored, splat: exited with 77, ${wanted}`);
    expect(told({ ...exit(3), incomplete: true })).toBe('failed, exit: exited with 3');
    expect(told({ ...exit(0), incomplete: true, splats: [hung] })).toMatch(/^failed, splat: /);
    expect(told({ ...exit(0), incomplete: true }, { failOn: [] })).toBe('passed, exit: exited with 0');
  });
});

describe('allowed splats', () => {
  const allowing = (...patterns: RegExp[]) => ({ allowSplats: patterns });

  test('fail nothing, and are told', () => {
    const evidence = { ...exit(0), splats: [hung] };
    expect(told(evidence, allowing(/blocked for more/))).toBe(
      'passed, exit: exited with 0; allowed: INFO: task a:1 blocked for more than 1 seconds.',
    );
    expect(told(evidence, allowing(/^task/))).toMatch(/^failed, splat: /);
    expect(told({ ...exit(77), splats: [hung, hung] }, allowing(/task/))).toMatch(/^skipped, .*\(and 1 more\)$/);
  });

  test('excuse only themselves', () => {
    const evidence = { ...exit(0), splats: [hung, warning], taint: tainted };
    expect(told(evidence, allowing(/task/))).toBe(`failed, splat: the kernel complained: ${warning.title}`);
    expect(told({ ...exit(0), taint: tainted }, allowing(/./))).toMatch(/^errored, splat: /);
    expect(told({ ...exit(3), splats: [hung] }, allowing(/task/))).toBe('failed, exit: exited with 3');
    expect(told({ splats: [hung], panic: 'x' }, allowing(/./))).toBe('errored, panic: kernel panic: x');
  });

  test('explain the taint that they leave', () => {
    expect(told({ ...exit(0), splats: [warning], taint: tainted }, allowing(/f\.c/))).toMatch(
      /^passed, exit: .*allowed: /,
    );
  });
});

describe('a guest beside it that is gone', () => {
  const lostPeer = 'the guest "a" is gone';

  test.each<[Evidence, string]>([
    [{ ...exit(1), lostPeer }, 'errored, environment: the guest "a" is gone; exited with 1'],
    [{ ...signal(9), lostPeer }, 'errored, environment: the guest "a" is gone; killed by SIGKILL'],
    [
      { splats: [], noExit: { cause: 'timeout', seconds: 5 }, lostPeer },
      'errored, environment: the guest "a" is gone; still running after 5 s',
    ],
    [{ ...exit(0), lostPeer }, 'passed, exit: exited with 0'],
    [{ ...exit(77), lostPeer }, 'skipped, skip: exited with 77'],
    // It brings no kernel down.
    [{ splats: [], panic: 'x', lostPeer }, 'errored, panic: kernel panic: x'],
    [{ splats: [], panic: 'x', noExit: { cause: 'timeout', seconds: 5 }, lostPeer }, 'errored, panic: kernel panic: x'],
    [
      { splats: [], end: { how: 'not-started', errno: 8 }, lostPeer },
      'errored, not-started: cannot be started: the kernel does not know its format (ENOEXEC)',
    ],
    [{ splats: [], noExit: { cause: 'guest-died', how: 'it ended' }, lostPeer }, 'errored, guest-died: it ended'],
    [
      { ...exit(0), splats: [warning], taint: tainted, lostPeer },
      `failed, splat: the kernel complained: ${warning.title}`,
    ],
  ])('%j: %s', (evidence, wanted) => {
    expect(told(evidence)).toBe(wanted);
  });
});

describe("this machine's fault", () => {
  const killed = { cause: 'environment', how: 'it was killed' } as const;
  const hostFault = 'no more processes';

  test.each<[Evidence, string]>([
    [{ splats: [], noExit: killed }, 'errored, environment: it was killed'],
    [{ splats: [], panic: 'Attempted to kill init!', noExit: killed }, 'errored, environment: it was killed'],
    [
      { splats: [warning], noExit: killed },
      `errored, environment: it was killed; the kernel complained: ${warning.title}`,
    ],
    [{ ...exit(1), hostFault }, 'errored, environment: no more processes'],
    [{ ...signal(9), hostFault }, 'errored, environment: no more processes'],
    [{ splats: [], panic: 'x', hostFault }, 'errored, environment: no more processes'],
    [{ splats: [], noExit: { cause: 'timeout', seconds: 5 }, hostFault }, 'errored, environment: no more processes'],
    // It can make nothing better, and what passed or was skipped did without.
    [{ ...exit(0), hostFault }, 'passed, exit: exited with 0'],
    [{ ...exit(77), hostFault }, 'skipped, skip: exited with 77'],
    [
      { ...exit(0), splats: [warning], taint: tainted, hostFault },
      `failed, splat: the kernel complained: ${warning.title}`,
    ],
  ])('%j: %s', (evidence, wanted) => {
    expect(told(evidence)).toBe(wanted);
  });
});

describe('out of memory', () => {
  const outOfMemory = { killed: 'a.out', of: 'the guest' };

  test.each<[Evidence, string]>([
    [
      { ...signal(9), outOfMemory },
      'failed, signal: killed by SIGKILL; the guest ran out of memory (raise it with --memory)',
    ],
    [
      { ...exit(1), outOfMemory },
      'failed, exit: exited with 1; the guest ran out of memory, and a.out was killed (raise it with --memory)',
    ],
    [
      { ...signal(9), outOfMemory: { killed: 'a.out', of: 'its memory cgroup' } },
      'failed, signal: killed by SIGKILL; its memory cgroup ran out of memory',
    ],
    [{ ...exit(0), outOfMemory }, 'passed, exit: exited with 0'],
    [
      { ...exit(1), isFull: true },
      'failed, exit: exited with 1; the memory is full that holds what it wrote to the folder it started in (raise it with --memory)',
    ],
    [{ ...exit(0), isFull: true }, 'passed, exit: exited with 0'],
    [
      { splats: [], panic: 'System is deadlocked on memory', outOfMemory: { panic: true } },
      'errored, panic: kernel panic: System is deadlocked on memory; the guest ran out of memory (raise it with --memory)',
    ],
    [
      { splats: [], noExit: { cause: 'timeout', seconds: 5 }, outOfMemory },
      'failed, timeout: still running after 5 s; the guest ran out of memory, and a.out was killed (raise it with --memory)',
    ],
  ])('%j: %s', (evidence, wanted) => {
    expect(told(evidence)).toBe(wanted);
  });
});

test('only exit 0, known to be all, is passed', () => {
  const splat = record({ kind: constantFrom(...splatKinds), title: constantFrom('a', 'b'), taints: boolean() });
  const evidence = record(
    {
      end: constantFrom(exit(0).end!, exit(1).end!, exit(77).end!, signal(9).end!, { how: 'not-started', errno: 2 }),
      splats: option(splat).map((one) => (one ? [one] : [])),
      taint: record({ before: constantFrom(0, 512), after: integer({ min: 0, max: 1 << 15 }) }),
      incomplete: constantFrom(true as const),
      panic: constantFrom('x'),
      skip: constantFrom('x'),
    },
    { requiredKeys: ['splats'] },
  );
  assert(
    property(evidence, (given) => {
      if (judge(given as Evidence, policy).verdict !== 'passed') return;
      expect(given).toMatchObject({ end: { how: 'exit', code: 0 } });
      expect(given.incomplete).toBeUndefined();
      expect(given.splats.every(({ taints }) => taints && given.taint?.after === 0)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

describe('what it held back', () => {
  const lost = 'output that it had not flushed is lost (see --stdout)';
  const died: Evidence = { splats: [], noExit: { cause: 'guest-died', how: 'the guest died' } };

  test.each<[Evidence, string]>([
    [signal(11), `failed, signal: killed by SIGSEGV; ${lost}`],
    [{ splats: [], noExit: { cause: 'timeout', seconds: 5 } }, `failed, timeout: still running after 5 s; ${lost}`],
    [died, `errored, guest-died: the guest died; ${lost}`],
    [{ ...died, panic: 'sysrq' }, `errored, panic: kernel panic: sysrq; ${lost}`],
  ])('is told of a test that did not end by itself: %j', (evidence, message) => {
    expect(told(evidence, { holdsBack: true })).toBe(message);
    expect(told(evidence)).toBe(message.replace(`; ${lost}`, ''));
  });

  test.each([exit(0), exit(1), exit(77), { ...exit(0), end: { how: 'not-started', errno: 8 } } satisfies Evidence])(
    'is not told of others: %j',
    (evidence) => {
      expect(told(evidence, { holdsBack: true })).toBe(told(evidence));
    },
  );
});
