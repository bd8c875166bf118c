import type { Options } from '../config/options.ts';
import { isSecret } from '../config/secret-variables.ts';
import type { Rootfs } from '../model/provisions.ts';
import { toolVariableNames } from './tool-folders.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Choice = Pick<Options, 'environment' | 'environmentPass'>;

/** Guests have these of their own: what they say of the caller is not true there. */
const guestsOwn = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'PWD', 'OLDPWD', 'HOSTNAME', 'TMPDIR', 'TMP', 'TEMP', '_'],
  ...toolVariableNames,
];
/** Of those, what is true in the rootfs `host`. */
const hosts = ['PATH', ...toolVariableNames];

/** What the user adds to the environment of tests: variables of the caller that are named, then those with a value. */
export function addedEnvironment(
  { environment, environmentPass }: Choice,
  caller: Environment,
): Record<string, string> {
  return { ...pick(caller, (name) => environmentPass.includes(name)), ...environment };
}

/**
 * The caller's environment as a program of `exec` gets it: without secrets, without what guests or the rootfs set
 * themselves, and with what the user adds.
 */
export function execEnvironment(
  options: Choice & Pick<Options, 'cleanEnvironment'>,
  rootfs: Pick<Rootfs, 'spec' | 'environment'>,
  caller: Environment,
): Record<string, string> {
  const added = addedEnvironment(options, caller);
  if (options.cleanEnvironment) return added;
  const isHost = rootfs.spec === 'host';
  const isOwn = (name: string) =>
    name.startsWith('UML_RUN_') ||
    rootfs.environment?.[name] !== undefined ||
    (guestsOwn.includes(name) && !(isHost && hosts.includes(name)));
  return { ...pick(caller, (name, value) => !isOwn(name) && !isSecret(name, value)), ...added };
}

function pick(caller: Environment, isWanted: (name: string, value: string) => boolean): Record<string, string> {
  const pairs = Object.entries(caller).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return Object.fromEntries(pairs.filter(([name, value]) => isWanted(name, value)));
}
