import { randomBytes } from 'node:crypto';
import { programsFolder, type ShownFolder } from '../model/provisions.ts';
import type { Test } from '../model/tests.ts';
import { seenPath } from '../rootfs/shown-folder.ts';
import type { BootTest, WindowSize } from './boot-plan.ts';
import { artifactsFolder } from './own-folders.ts';

/** What tests of a guest have in common. */
export interface TestSettings {
  /** What tests start with that say nothing else. */
  defaults: { environment: Record<string, string>; workingFolder?: string; user: number; group: number };
  /** Folders of the host that guests see at their own paths, each before those in it. */
  shown?: ShownFolder[];
  /** False: they leave nothing behind, though the guest has a place for that. */
  leavesArtifacts?: boolean;
  /** Whether they have a standard input that is fed from outside; `empty`: an empty one, and are sent signals. */
  input?: boolean | 'empty';
  /** They run on a terminal of that size. */
  terminal?: WindowSize;
  /** Their output goes to terminals, one for each stream, and no further; into pipes without it. */
  hasConsoles?: boolean;
}

/**
 * A test in the form that the boot plan has.
 * @param index of the test in its guest, from 0
 * @param artifacts what hostfs knows the folder by for what it leaves behind
 */
export function bootTest(test: Test, index: number, settings: TestSettings, artifacts?: string): BootTest {
  const { program } = test;
  const { terminal, hasConsoles = false, input, defaults } = settings;
  const { user, group } = defaults;
  const ownPath = program.inRootfs ? program.path : seenPath(settings.shown ?? [], program.path);
  const path = ownPath ?? `${programsFolder}${program.path}`;
  const place = artifacts === undefined ? {} : { UML_RUN_ARTIFACTS: artifactsFolder };
  const own = { ...test.environment, ...program.environment };
  const environment = { ...guestEnvironment(user), ...defaults.environment, ...place, ...own };
  return {
    token: newToken(),
    folder: defaults.workingFolder ?? `/work/${index + 1}`,
    artifacts: artifacts ?? '',
    input: input === true || terminal ? newToken() : input ? '-' : '',
    user,
    group,
    ...(terminal && { terminal }),
    hasConsoles,
    path,
    arguments: [path, ...test.arguments],
    environment: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
  };
}

/** Where programs look for commands, unless their environment says otherwise. */
export const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What guests have of their own in a test's environment; what the test itself has comes before it. */
function guestEnvironment(user: number) {
  const name = user === 0 ? 'root' : String(user);
  return {
    PATH: usualPath,
    HOME: user === 0 ? '/root' : '/tmp',
    USER: name,
    LOGNAME: name,
    SHELL: '/bin/sh',
    TERM: 'dumb',
  };
}

/** 32 hexadecimal digits that nobody can guess. */
export function newToken(): string {
  return randomBytes(16).toString('hex');
}

/** 40 hexadecimal digits that nobody can guess. */
export function newKey(): string {
  return randomBytes(20).toString('hex');
}
