import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  createWriteStream,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { LogFindings } from '../console/kernel-log.ts';
import { type ConsoleEvent, ConsoleObserver, type Observation } from '../console/observer.ts';
import { needsXstate, xstateFile } from '../kernel/xstate.ts';
import type { Kernel } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { collectArtifacts, makeArtifacts } from './artifacts.ts';
import { encodeBootPlan, type PlannedTest, type Step, type WindowSize } from './boot-plan.ts';
import { type GuestEnd, startGuest } from './guest-process.ts';
import { kernelArguments, umid } from './kernel-arguments.ts';
import { layoutModules, modulesSteps, shownPaths } from './layout.ts';
import { initFor } from './native-programs.ts';
import { confinement, keeperArguments } from './sandbox.ts';
import { programsFolder } from './share.ts';
import { type User, unprivilegedUser } from './unprivileged.ts';

/** What all guests of a run have in common. Folders are absolute paths of the host. */
export interface GuestSettings {
  rootfs: string;
  /** Absolute paths within the rootfs that guests do not see. */
  hidden?: string[];
  /** The share, which `stage` made. */
  share: string;
  steps: Step[];
  /** Of this run: a folder a guest in each, removed with the run. `memory` allows its files to be executed. */
  scratch: { folder: string; memory: string };
  memoryMegabytes: number;
  fastBoot: boolean;
  kernelArguments: string;
  /** Whether the kernel is confined to the files that it needs, and is not root's when uml-run is. */
  sandbox: boolean;
  /** What tests start with that say nothing else. */
  defaults: { environment: Record<string, string>; workingFolder?: string } & User;
  /** Bytes that a test may leave behind; without it tests have no place for that. */
  artifactsLimit?: number;
  /** Whether its tests have a standard input that `send` feeds; it is empty otherwise. */
  input?: boolean;
  /** Its tests run on a terminal of that size, which `type` types on. */
  terminal?: WindowSize;
}

export interface Session {
  /** Ends the guest. */
  end(): void;
  /** Has init tell what the running test does. Nothing may come of it. */
  inquire(): void;
  /** Index of the test that has started and not ended. */
  running(): number | undefined;
  /** Sends bytes to the standard input of the test that has started; none at all to end it. */
  send(bytes: Buffer): void;
  /** Types on the terminal. */
  type(bytes: Buffer): void;
  /** Gives the terminal another size. */
  resize(size: WindowSize): void;
  /** Resolves when it has ended and everything that it said was told. */
  ended: Promise<SessionEnd>;
}

export interface SessionEnd {
  end: GuestEnd;
  /** Index of the test that was running. */
  running: number | undefined;
  /** What was seen of the test of an index. */
  observed(index: number): Observation;
  /** What the kernel said before its first test. */
  boot: LogFindings;
  /** What it said last, when no test was running. */
  idle: LogFindings;
  /** Whether it was ended because its tests left too much behind. */
  leftTooMuch: boolean;
  /** Of what its tests left behind, what did not come back, in words for the user. */
  leftOut: string[];
}

/**
 * Boots a guest that runs the given tests one after another, and tells what happens there.
 * @param name of the guest, unique in the run, safe in paths
 * @param logPath where the kernel's console goes, whole
 * @param artifactsPath folder for what the test of an index leaves behind
 */
export function startSession(
  kernel: Kernel,
  tests: Test[],
  settings: GuestSettings,
  { name, logPath, artifactsPath }: { name: string; logPath: string; artifactsPath?: (index: number) => string },
  tell: (event: ConsoleEvent) => void,
): Session {
  const { scratch } = settings;
  const folder = join(scratch.folder, name);
  const memoryFolder = join(scratch.memory, name);
  const guestToken = newToken();
  makeFolder(folder, kernel, settings);
  const limit = settings.artifactsLimit ?? 0;
  const artifacts = artifactsPath && limit > 0 ? makeArtifacts(folder, tests.length) : undefined;
  const planned = tests.map((test, index) => plan(test, index, settings, artifacts?.pathOf(index)));
  mkdirSync(memoryFolder);
  const preload = needsXstate(kernel) ? copyXstate(memoryFolder) : undefined;
  writeFileSync(
    join(folder, 'boot/plan'),
    encodeBootPlan(
      guestToken,
      [
        // Before init begins to watch the root for changes.
        ...(artifacts?.steps ?? []),
        ...layoutModules(kernel, settings.steps),
        ...settings.steps,
        ...modulesSteps(kernel),
      ],
      planned,
    ),
    { mode: 0o600 },
  );
  const owner = settings.sandbox ? unprivilegedUser() : undefined;
  if (owner) for (const path of [join(folder, 'boot'), memoryFolder]) chownSync(path, owner.user, owner.group);

  const observer = new ConsoleObserver(
    guestToken,
    planned.map(({ token }) => token),
    settings.terminal && '\x1e',
  );
  const log = createWriteStream(logPath);
  log.on('error', () => undefined);
  const guest = startGuest(
    {
      kernel: kernel.path,
      arguments: kernelArguments({ ...settings, folder, socketFolder: memoryFolder, more: settings.kernelArguments }),
      keeperArguments: keeperArguments({
        ...(settings.sandbox &&
          confinement(kernel.path, folder, memoryFolder, sharedFolders(kernel, settings), artifacts?.folder)),
        ...(owner && { owner }),
        managementConsole: join(memoryFolder, umid, 'mconsole'),
      }),
      memoryFolder,
      ...(preload && { preload }),
    },
    (channel, bytes) => {
      if (channel === 'log') log.write(bytes);
      for (const event of observer.push(channel, bytes)) tell(event);
    },
  );
  let leftTooMuch = false;
  const watch = setInterval(() => {
    if (leftTooMuch || (artifacts?.size() ?? 0) <= limit * tests.length) return;
    leftTooMuch = true;
    guest.end();
  }, 500);
  return {
    end: () => guest.end(),
    inquire: () => guest.inquire(),
    running: () => observer.running(),
    send: (bytes) => guest.send(bytes),
    type: (bytes) => guest.type(bytes),
    resize: ({ rows, columns }) => guest.send(Buffer.from(Uint16Array.of(rows, columns).buffer)),
    ended: conclude(),
  };

  async function conclude(): Promise<SessionEnd> {
    const end = await guest.ended.finally(() => clearInterval(watch));
    for (const event of observer.finish()) tell(event);
    log.end();
    await finished(log).catch(() => undefined);
    // Not before: a guest could still exchange what is being copied.
    const leftOut: string[] = [];
    if (artifacts && artifactsPath)
      for (const [index, test] of [...tests.entries()].filter(([index]) => observer.hasStarted(index)))
        for (const what of await collectArtifacts(artifacts, index, artifactsPath(index), limit))
          leftOut.push(`artifacts of ${test.name} on ${kernel.name}: left out ${what}`);
    rmSync(folder, { recursive: true, force: true });
    rmSync(memoryFolder, { recursive: true, force: true });
    const observed = (index: number) => observer.observed(index);
    const { boot, idle } = observer;
    return { end, running: observer.running(), observed, boot, idle, leftTooMuch, leftOut };
  }
}

/** The guest's own folder, which hostfs shows: what it boots from, and links to what it shares with others. */
function makeFolder(folder: string, { path, modules }: Kernel, { rootfs, share }: GuestSettings): void {
  mkdirSync(join(folder, 'boot/root'), { recursive: true });
  copyFileSync(initFor(path), join(folder, 'boot/init'));
  symlinkSync(rootfs, join(folder, 'rootfs'));
  symlinkSync(share, join(folder, 'share'));
  if (modules) symlinkSync(modules, join(folder, 'modules'));
}

/** Where the kernel's user may read it, and map it as code: what uml-run lies in may be closed to others, or noexec. */
function copyXstate(memoryFolder: string): string {
  const copy = join(memoryFolder, 'xstate.so');
  copyFileSync(xstateFile('xstate.so'), copy);
  chmodSync(copy, 0o444);
  return copy;
}

function sharedFolders({ modules }: Kernel, { rootfs, hidden, share }: GuestSettings): string[] {
  return [...shownPaths(rootfs, hidden ?? []), share, ...(modules ? [modules] : [])];
}

function plan(test: Test, index: number, settings: GuestSettings, artifacts?: string): PlannedTest {
  const { program } = test;
  const { terminal, input, defaults } = settings;
  const { user, group } = defaults;
  const path = program.inRootfs ? program.path : `${programsFolder}${program.path}`;
  const place = artifacts === undefined ? {} : { UML_RUN_ARTIFACTS: artifacts };
  const environment = { ...guestEnvironment(user), ...defaults.environment, ...place, ...test.environment };
  return {
    token: newToken(),
    folder: defaults.workingFolder ?? `/work/${index + 1}`,
    input: input || terminal ? '/dev/tty4' : '',
    user,
    group,
    ...(terminal && { terminal }),
    path,
    arguments: [path, ...test.arguments],
    environment: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
  };
}

/** All that a test finds in its environment, but for what the user adds. Nothing of the host's enters the guest. */
function guestEnvironment(user: number) {
  const name = user === 0 ? 'root' : String(user);
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: user === 0 ? '/root' : '/tmp',
    USER: name,
    LOGNAME: name,
    SHELL: '/bin/sh',
    TERM: 'dumb',
  };
}

function newToken(): string {
  return randomBytes(16).toString('hex');
}
