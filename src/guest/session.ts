import { randomBytes } from 'node:crypto';
import { copyFileSync, createWriteStream, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { type ConsoleEvent, ConsoleObserver, type Observation } from '../console/observer.ts';
import type { Kernel, Test } from '../model.ts';
import { encodeBootPlan, type PlannedTest, type Step } from './boot-plan.ts';
import { confinement, keeperArguments } from './confinement.ts';
import { type GuestEnd, startGuest } from './guest.ts';
import { kernelArguments } from './kernel-arguments.ts';
import { modulesSteps, shownPaths } from './layout.ts';
import { nativeProgram } from './native.ts';
import { programsFolder } from './share.ts';

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
  /** Whether its tests have a standard input that `send` feeds; it is empty otherwise. */
  input?: boolean;
}

export interface Session {
  /** Ends the guest. */
  end(): void;
  /** Sends bytes to the standard input of the test that has started; none at all to end it. */
  send(bytes: Buffer): void;
  /** Resolves when it has ended and everything that it said was told. */
  ended: Promise<SessionEnd>;
}

export interface SessionEnd {
  end: GuestEnd;
  /** The test that was running, and what was seen of it. */
  running: ReturnType<ConsoleObserver['running']>;
  /** What the kernel said before its first test. */
  boot: Observation;
}

/**
 * Boots a guest that runs the given tests one after another, and tells what happens there.
 * @param name of the guest, unique in the run, safe in paths
 * @param logPath where the kernel's console goes, whole
 */
export function startSession(
  kernel: Kernel,
  tests: Test[],
  settings: GuestSettings,
  { name, logPath }: { name: string; logPath: string },
  tell: (event: ConsoleEvent) => void,
): Session {
  const { scratch } = settings;
  const folder = join(scratch.folder, name);
  const memoryFolder = join(scratch.memory, name);
  const guestToken = newToken();
  const planned = tests.map((test, index) => plan(test, index, settings.input ?? false));
  makeFolder(folder, kernel, settings);
  mkdirSync(memoryFolder);
  writeFileSync(
    join(folder, 'boot/plan'),
    encodeBootPlan(guestToken, [...settings.steps, ...modulesSteps(kernel)], planned),
    { mode: 0o600 },
  );

  const observer = new ConsoleObserver(
    guestToken,
    planned.map(({ token }) => token),
  );
  const log = createWriteStream(logPath);
  log.on('error', () => undefined);
  const guest = startGuest(
    {
      kernel: kernel.path,
      arguments: kernelArguments({ ...settings, folder, socketFolder: memoryFolder, more: settings.kernelArguments }),
      keeperArguments: keeperArguments(confinement(kernel.path, folder, memoryFolder, sharedFolders(kernel, settings))),
      memoryFolder,
    },
    (channel, bytes) => {
      if (channel === 'log') log.write(bytes);
      for (const event of observer.push(channel, bytes)) tell(event);
    },
  );
  return { end: () => guest.end(), send: (bytes) => guest.send(bytes), ended: conclude() };

  async function conclude(): Promise<SessionEnd> {
    const end = await guest.ended;
    for (const event of observer.finish()) tell(event);
    log.end();
    await finished(log).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
    rmSync(memoryFolder, { recursive: true, force: true });
    return { end, running: observer.running(), boot: observer.boot };
  }
}

/** The guest's own folder, which hostfs shows: what it boots from, and links to what it shares with others. */
function makeFolder(folder: string, { modules }: Kernel, { rootfs, share }: GuestSettings): void {
  mkdirSync(join(folder, 'boot/root'), { recursive: true });
  copyFileSync(nativeProgram('init'), join(folder, 'boot/init'));
  symlinkSync(rootfs, join(folder, 'rootfs'));
  symlinkSync(share, join(folder, 'share'));
  if (modules) symlinkSync(modules, join(folder, 'modules'));
}

function sharedFolders({ modules }: Kernel, { rootfs, hidden, share }: GuestSettings): string[] {
  return [...shownPaths(rootfs, hidden ?? []), share, ...(modules ? [modules] : [])];
}

function plan(test: Test, index: number, input: boolean): PlannedTest {
  const { program } = test;
  const path = program.inRootfs ? program.path : `${programsFolder}${program.path}`;
  const environment = { ...guestEnvironment, ...test.environment };
  return {
    token: newToken(),
    folder: `/work/${index + 1}`,
    input: input ? '/dev/tty4' : '',
    user: 0,
    group: 0,
    path,
    arguments: [path, ...test.arguments],
    environment: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
  };
}

/** All that a test finds in its environment, but for what the user adds. Nothing of the host's enters the guest. */
const guestEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  USER: 'root',
  LOGNAME: 'root',
  SHELL: '/bin/sh',
  TERM: 'dumb',
};

function newToken(): string {
  return randomBytes(16).toString('hex');
}
