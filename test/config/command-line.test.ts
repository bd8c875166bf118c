import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { parseCommandLine, serverWords } from '../../src/config/command-line.ts';
import type { Options } from '../../src/config/options.ts';
import { UmlRunError } from '../../src/model/errors.ts';
import { splatKinds } from '../../src/model/splat-kinds.ts';

function runOf(...argv: string[]): { options: Options; tests: string[] } {
  const command = parseCommandLine(argv);
  if (command.command !== 'run') throw new Error(`not a run: ${command.command}`);
  return command;
}

const optionsOf = (...argv: string[]) => runOf(...argv, 'test').options;

function errorOf(...argv: string[]): string {
  try {
    parseCommandLine(argv);
  } catch (error) {
    expect(error).toBeInstanceOf(UmlRunError);
    expect((error as UmlRunError).exitCode).toBe(2);
    return (error as UmlRunError).message;
  }
  throw new Error(`no error: ${argv.join(' ')}`);
}

test('has a default for everything', () => {
  expect(parseCommandLine(['a', 'b/*'])).toEqual({
    command: 'run',
    tests: ['a', 'b/*'],
    options: {
      kernels: ['auto'],
      kernelConfig: [],
      kernelArchitecture: 'x86_64',
      userspace: 'ptrace',
      timeTravel: false,
      network: { mode: 'none' },
      guests: [],
      ready: [],
      publish: [],
      capture: false,
      rootfs: 'minimal',
      libraries: 'auto',
      hide: [],
      rootfsLimitMegabytes: 8192,
      rootfsPackages: [],
      include: [],
      writable: [],
      artifactsLimitMegabytes: 64,
      output: 'uml-run-results',
      timeoutSeconds: 60,
      bootTimeoutSeconds: 60,
      memoryMegabytes: 256,
      offline: false,
      workFs: 'tmpfs',
      order: 'longest',
      jobs: availableParallelism(),
      isolation: 'shared',
      stdout: 'pipe',
      environment: {},
      environmentPass: [],
      cleanEnvironment: false,
      skipExitCodes: [77],
      failOn: [...splatKinds],
      allowSplats: [],
      kernelArguments: '',
      capDrop: [],
      sandbox: 'auto',
      retries: 0,
      repeat: 1,
      untilFail: false,
      fastBoot: true,
      outputLimitMegabytes: 64,
      quiet: false,
      verbose: false,
      warm: false,
      idleSeconds: 600,
      status: false,
      stop: false,
    },
  });
});

describe('words', () => {
  test.each([
    [
      ['--timeout', '5', 'a', 'b'],
      ['a', 'b'],
    ],
    [
      ['a', '--timeout=5', 'b'],
      ['a', 'b'],
    ],
    [
      ['a', '--quiet', 'b'],
      ['a', 'b'],
    ],
    [
      ['a', '--', '--timeout', '-h'],
      ['a', '--timeout', '-h'],
    ],
    [['--', 'doctor'], ['doctor']],
    [['--output', 'doctor', '--', 'doctor'], ['doctor']],
    [
      ['a', 'doctor'],
      ['a', 'doctor'],
    ],
    [['./doctor'], ['./doctor']],
    [['-'], ['-']],
  ])('%j has the tests %j', (argv, tests) => {
    expect(runOf(...argv).tests).toEqual(tests);
  });

  test.each([
    [['-h'], 'help'],
    [['a', '--help'], 'help'],
    [['help'], 'help'],
    [['version'], 'version'],
    [['exec', '-V'], 'version'],
    [['--version', '--help'], 'version'],
    [['--help', '--timeout', 'abc'], 'help'],
  ])('%j asks for %s', (argv, command) => {
    expect(parseCommandLine(argv)).toEqual({ command });
  });
});

test.each([
  [['kernel', '--help'], 'kernel'],
  [['--timeout', '5', 'exec', '-h'], 'exec'],
  [['run', '--help'], 'run'],
  [['help', 'doctor'], 'doctor'],
])('%j asks for the help of %s', (argv, about) => {
  expect(parseCommandLine(argv)).toEqual({ command: 'help', about });
});

describe('values', () => {
  test.each([
    ['60', 60],
    ['60s', 60],
    ['2m', 120],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['250ms', 0.25],
    ['1h', 3600],
    ['168h', 604_800],
  ])('--timeout %s is %d s', (text, seconds) => {
    expect(optionsOf('--timeout', text).timeoutSeconds).toBe(seconds);
    expect(optionsOf(`--boot-timeout=${text}`).bootTimeoutSeconds).toBe(seconds);
  });

  test.each(['0', '-1', 'abc', '', ' ', '1e3', '0s', '169h', 'Infinity', 'NaN', '5x', '1.', '0x10', '٣', '1,5'])(
    '--timeout %j is refused by name, value and what was expected',
    (text) => {
      const given = text === '' ? 'nothing' : JSON.stringify(text);
      const expected = 'expected a duration above 0 and of at most a week, such as 60, 1.5, 90s or 2m';
      expect(errorOf('--timeout', text, 'test')).toBe(`--timeout was given ${given}, ${expected}`);
    },
  );

  test.each([
    ['256', 256],
    ['512M', 512],
    ['1G', 1024],
    ['1.5GiB', 1536],
    ['64mb', 64],
  ])('--memory %s is %d MB', (text, megabytes) => {
    expect(optionsOf('--memory', text).memoryMegabytes).toBe(megabytes);
  });

  test.each([
    ['--memory', '31'],
    ['--memory', '1T'],
    ['--memory', '-256'],
    ['--memory', '65G'],
    ['--output-limit', '0'],
    ['--jobs', '0'],
    ['--jobs', '1.5'],
    ['--jobs', '1025'],
    ['--retries', '-1'],
    ['--isolation', 'Test'],
    ['--shard', '0/4'],
    ['--shard', '5/4'],
    ['--shard', '1'],
    ['--shard', '1/0'],
    ['--skip-exit-codes', '0'],
    ['--skip-exit-codes', '256'],
    ['--skip-exit-codes', '77,'],
    ['--fail-on', 'all,bug'],
    ['--fail-on', 'constructor'],
    ['--cap-drop', 'SYS_MODULES'],
    ['--cap-drop', 'CAP_CAP_SYS_MODULE'],
    ['--cap-drop', 'SYS_MODULE,'],
    ['--cap-drop', '16'],
    ['--env', 'NAME'],
    ['--env', '=value'],
    ['--env', 'A B=value'],
    ['--env-pass', 'A=B'],
    ['--env-pass', 'A,'],
    ['--apt-archive', 'debian'],
    ['--apt-archive', 'ftp://host/debian'],
    ['--apt-archive', 'http://host/a b'],
    ['--kernel', ','],
    ['--kernel', ''],
    ['--output', '  '],
    ['--output', 'two\nlines'],
    ['--fast-boot=perhaps', ''],
  ])('%s %j is refused', (flag, value) => {
    expect(errorOf(...(value === '' && flag.includes('=') ? [flag] : [flag, value]), 'test')).toMatch(
      new RegExp(`^${flag.replace(/=.*/, '')} was given .+, expected .+`),
    );
  });

  test('takes lists with commas, repeated, or both, each item once', () => {
    expect(optionsOf('--kernel', 'distro:6.1, distro:7.2', '--kernel=distro,distro:6.1').kernels).toEqual([
      'distro:6.1',
      'distro:7.2',
      'distro',
    ]);
    expect(optionsOf('--skip-exit-codes', '4,77').skipExitCodes).toEqual([4, 77]);
    expect(optionsOf('--skip-exit-codes', 'none').skipExitCodes).toEqual([]);
    expect(optionsOf('--cap-drop', 'SYS_MODULE,cap_bpf', '--cap-drop', 'CAP_SYS_MODULE').capDrop).toEqual([
      'SYS_MODULE',
      'BPF',
    ]);
    expect(optionsOf('--fail-on', 'none').failOn).toEqual([]);
    expect(optionsOf('--fail-on', 'all').failOn).toEqual([...splatKinds]);
    expect(optionsOf('--fail-on', 'bug', '--fail-on', 'oops,bug').failOn).toEqual(['bug', 'oops']);
  });

  test('takes any value of a variable, and does not split it', () => {
    const given = ['--env', 'A=1,2=3', '--env=B=', '--env', 'C=two\nlines', '--env', 'A=-x', '--env', '__proto__=p'];
    expect(Object.entries(optionsOf(...given).environment)).toEqual([
      ['A', '-x'],
      ['B', ''],
      ['C', 'two\nlines'],
      ['__proto__', 'p'],
    ]);
  });

  test('takes the last of what is given twice', () => {
    expect(optionsOf('--timeout', '1', '--timeout', '2').timeoutSeconds).toBe(2);
    expect(optionsOf('--fast-boot', '--no-fast-boot').fastBoot).toBe(false);
  });

  test('takes flags in each form', () => {
    expect(optionsOf('--no-fast-boot').fastBoot).toBe(false);
    expect(optionsOf('--fast-boot=false').fastBoot).toBe(false);
    expect(optionsOf('--fast-boot=TRUE').fastBoot).toBe(true);
    expect(optionsOf('--quiet').quiet).toBe(true);
  });

  test('takes the others as they are', () => {
    const options = optionsOf(
      '--shard',
      '2/4',
      '--kernel-args',
      ' a=b  c ',
      '--apt-archive',
      'http://host/debian',
      '--cache',
      'x y',
    );
    expect(options).toMatchObject({
      shard: { index: 2, count: 4 },
      kernelArguments: 'a=b c',
      aptArchive: 'http://host/debian',
      cache: 'x y',
    });
    expect(optionsOf('--kernel-args', '--odd').kernelArguments).toBe('--odd');
  });
});

describe('options that do not exist', () => {
  test.each([
    ['--timout', 'unknown option "--timout": did you mean --timeout?'],
    ['--kernels=x', 'unknown option "--kernels": did you mean --kernel?'],
    ['--time', 'unknown option "--time": did you mean --timeout?'],
    ['--no-kernel', 'unknown option "--no-kernel": did you mean --kernel?'],
    ['--no-quiet=x', 'unknown option "--no-quiet": did you mean --quiet?'],
    ['--loud', 'unknown option "--loud": see uml-run --help'],
    ['--lo\udcff', 'unknown option "--lo\ufffd": see uml-run --help'],
    ['-x', 'unknown option "-x": see uml-run --help'],
    ['-qx', 'unknown option "-qx": see uml-run --help'],
    ['--=x', 'unknown option "--": see uml-run --help'],
    ['--constructor', 'unknown option "--constructor": see uml-run --help'],
  ])('%s', (word, message) => {
    expect(errorOf(word, 'test')).toBe(message);
  });

  test('does not take the next option for a forgotten value', () => {
    expect(errorOf('--kernel', '--timeout', '5', 'test')).toMatch(/^--kernel was given nothing, expected/);
    expect(errorOf('test', '--kernel')).toMatch(/^--kernel was given nothing, expected/);
    expect(errorOf('--output', '--', 'test')).toMatch(/^--output was given nothing, expected/);
  });

  test('needs a test', () => {
    expect(errorOf()).toMatch(/^no test given/);
    expect(errorOf('--timeout', '5')).toMatch(/^no test given/);
  });
});

test('takes short flags, with their values behind or beside them', () => {
  expect(runOf('-k', 'distro:6.1', '-j4', '-q', 'a')).toMatchObject({
    options: { kernels: ['distro:6.1'], jobs: 4, quiet: true },
    tests: ['a'],
  });
  expect(errorOf('-k', '-j', '4', 'a')).toMatch(/^--kernel was given nothing/);
});

describe('options that mean nothing to a command', () => {
  test.each([
    [['exec', '--repeat', '3', '--', 'true'], 'exec does not have the option --repeat, only run'],
    [['exec', '--output', 'x', '--', 'true'], 'exec does not have the option --output, only run'],
    [['exec', '-j', '4', '--', 'true'], 'exec does not have the option --jobs, only run, serve'],
    [['--until-fail', 'exec', 'true'], 'exec does not have the option --until-fail, only run'],
    [['--clean-env', 'a'], 'run does not have the option --clean-env, only exec'],
    [['kernel', 'list', '--timeout', '5'], 'kernel does not have the option --timeout, only run, exec'],
    [['doctor', '--kernel', 'x'], 'doctor does not have the option --kernel, only run, exec, serve, kernel'],
  ])('%j is refused', (argv, message) => {
    expect(errorOf(...argv)).toMatch(new RegExp(`^${message}; see uml-run [a-z]+ --help$`));
  });

  test('as variables they are passed over, whatever they say', () => {
    const exec = parseCommandLine(['exec', 'true'], { UML_RUN_REPEAT: 'often', UML_RUN_MEMORY: '1G' });
    expect(exec).toMatchObject({ command: 'exec', options: { repeat: 1, memoryMegabytes: 1024 } });
  });
});

describe('a variable', () => {
  const optionsWith = (environment: NodeJS.ProcessEnv, ...argv: string[]) => {
    const command = parseCommandLine([...argv, 'test'], environment);
    return 'options' in command ? command.options : undefined;
  };

  test('counts as the flag does, where that is not given', () => {
    const environment = {
      UML_RUN_KERNEL: 'distro:6.1, distro:7.2',
      UML_RUN_FAST_BOOT: 'false',
      UML_RUN_ENV: 'A=1,2\nB=',
    };
    const expected = { kernels: ['distro:6.1', 'distro:7.2'], fastBoot: false, environment: { A: '1,2', B: '' } };
    expect(optionsWith(environment)).toMatchObject(expected);
    expect(optionsWith(environment, '--kernel', 'distro', '--env', 'C=')).toMatchObject({
      kernels: ['distro'],
      environment: { C: '' },
    });
  });

  test('is not given when it is empty', () => {
    expect(optionsWith({ UML_RUN_TIMEOUT: '', UML_RUN_JOBS: ' ' })).toEqual(optionsWith({}));
  });

  test('limits a program of exec', () => {
    expect(parseCommandLine(['exec', 'true'], { UML_RUN_TIMEOUT: '5' })).toMatchObject({ timeoutSeconds: 5 });
  });

  test('is named by what is wrong with it', () => {
    expect(() => optionsWith({ UML_RUN_TIMEOUT: 'abc' })).toThrow(
      /^UML_RUN_TIMEOUT was given "abc", expected a duration/,
    );
    expect(() => optionsWith({ UML_RUN_RETRIES: '1' }, '--repeat', '2')).toThrow(
      'UML_RUN_RETRIES and --repeat cannot be used together: choose one',
    );
  });
});

describe('exec', () => {
  test.each([
    [['exec', '--kernel', 'distro:6.1', '--', './p', '--kernel', 'x', '--'], './p', ['--kernel', 'x', '--']],
    [['exec', './p', '--help', '--', '-x'], './p', ['--help', '--', '-x']],
    [['--timeout', '5', 'exec', '--', 'exec', 'a'], 'exec', ['a']],
    [['exec', '--', './p'], './p', []],
  ])('%j', (argv, program, programArguments) => {
    expect(parseCommandLine(argv)).toMatchObject({ command: 'exec', program, arguments: programArguments });
  });

  test('has options of its own', () => {
    expect(parseCommandLine(['exec', '--memory', '1G', './p', '--memory', '2G'])).toMatchObject({
      options: { memoryMegabytes: 1024 },
    });
  });

  test('alone has paths that are brought back', () => {
    const argv = ['exec', '--writable', 'out', '--writable', '.', '--', 'true'];
    expect(parseCommandLine(argv)).toMatchObject({ options: { writable: ['out', '.'] } });
    expect(errorOf('--writable', 'out', 'test')).toBe(
      'run does not have the option --writable, only exec; a test leaves files in $UML_RUN_ARTIFACTS',
    );
  });

  test('needs a program', () => {
    expect(errorOf('exec')).toMatch(/^exec: no program given/);
    expect(errorOf('exec', '--')).toMatch(/^exec: no program given/);
  });
});

describe('kernel and doctor', () => {
  test.each([
    [['kernel', 'list'], 'list', []],
    [['kernel', 'fetch', 'distro:6.1,distro:7.2', 'distro'], 'fetch', ['distro:6.1', 'distro:7.2', 'distro']],
    [['--cache', 'x', 'kernel', 'remove', 'distro:6.1'], 'remove', ['distro:6.1']],
    [['kernel', 'build', './linux-6.12'], 'build', ['./linux-6.12']],
    [['kernel', 'publish', 'store', '-k', '6.1', '--key', 'k.pem'], 'publish', ['store']],
  ])('%j', (argv, action, words) => {
    expect(parseCommandLine(argv)).toMatchObject({ command: 'kernel', action, words });
  });

  test('says what is missing or wrong', () => {
    expect(errorOf('kernel')).toBe('kernel: no action given; expected one of list, fetch, build, remove, publish');
    expect(errorOf('kernel', 'fech')).toBe('kernel was given "fech": did you mean fetch?');
    expect(errorOf('kernel', 'frobnicate')).toContain('expected one of list, fetch, build, remove');
    expect(errorOf('kernel', 'list', 'x')).toBe('kernel list takes no arguments, but was given "x"');
    expect(errorOf('help', 'exek')).toBe('help was given "exek": did you mean exec?');
    expect(errorOf('version', 'x')).toBe('version takes no arguments, but was given "x"');
    expect(errorOf('kernel', 'fetch')).toBe('kernel fetch: no kernel given; name a spec, such as distro:6.1');
    expect(errorOf('kernel', 'fetch', '6.1', '-k', '6.1')).toBe(
      'kernel fetch does not have the option --kernel, only publish does',
    );
    expect(errorOf('kernel', 'build', '6.1', '--key', 'x')).toContain('does not have the option --key');
    expect(errorOf('kernel', 'publish', '--key', 'x')).toBe('kernel publish: no folder given for the store');
    expect(errorOf('kernel', 'publish', 'x')).toBe('kernel publish: no key given to sign with; add --key <file>');
    expect(errorOf('kernel', 'publish', 'x', 'y', '--key', 'x')).toContain('was given "y"');
    expect(errorOf('doctor', 'x')).toBe('doctor takes no arguments, but was given "x"');
  });

  test('doctor takes options', () => {
    expect(parseCommandLine(['doctor', '--cache', 'x'])).toMatchObject({ command: 'doctor', options: { cache: 'x' } });
  });
});

test('a program of exec and a server have guests of their own, unless another isolation is asked for', () => {
  const isolationOf = (...argv: string[]) => {
    const command = parseCommandLine(argv, { UML_RUN_OFFLINE: '1' });
    return 'options' in command && [command.options.isolation, command.options.offline];
  };
  expect(isolationOf('a')).toEqual(['shared', true]);
  expect(isolationOf('exec', 'a')).toEqual(['test', true]);
  expect(isolationOf('serve')).toEqual(['test', true]);
  expect(isolationOf('serve', '--isolation', 'shared')).toEqual(['shared', true]);
});

test('serve knows whether a certain server is meant', () => {
  expect(parseCommandLine(['serve', '--stop'])).toMatchObject({ command: 'serve', isChosen: false });
  expect(parseCommandLine(['serve', '--stop', '-k', '6.1'])).toMatchObject({ isChosen: true });
  expect(() => parseCommandLine(['serve', 'a'])).toThrow('serve takes no arguments, but was given "a"');
});

test('a server is started with the words of exec that decide what a guest is', () => {
  const argv = ['exec', '-k', '6.1', '--env', 'A=b', '--warm', '--no-fast-boot', '-q', '--', './p', '--memory', '1G'];
  expect(serverWords(argv)).toEqual(['--kernel=6.1', '--fast-boot=false']);
  expect(serverWords(['exec', '--hide=a', '--hide', 'b,c', 'p'])).toEqual(['--hide=a', '--hide=b,c']);
});
