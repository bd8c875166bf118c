import type { Check } from './check.ts';
import type { KernelUser } from './kernel-user.ts';
import { readText } from './read-text.ts';

/** For information: nothing that a run needs today depends on it. */
export async function checkUserNamespaces(): Promise<Check> {
  return describeUserNamespaces({
    max: await readText('/proc/sys/user/max_user_namespaces'),
    unprivileged: await readText('/proc/sys/kernel/unprivileged_userns_clone'),
    appArmor: await readText('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
  });
}

/** Texts of the three settings; undefined where the kernel does not have one. */
export interface UserNamespaceSettings {
  max: string | undefined;
  unprivileged: string | undefined;
  appArmor: string | undefined;
}

export function describeUserNamespaces({ max, unprivileged, appArmor }: UserNamespaceSettings): Check {
  const found = () => {
    if (max === undefined) return 'the kernel has none';
    if (max.trim() === '0') return 'turned off (user.max_user_namespaces is 0)';
    if (unprivileged?.trim() === '0') return 'for root only (kernel.unprivileged_userns_clone is 0)';
    if (appArmor?.trim() === '1') return 'restricted by AppArmor (kernel.apparmor_restrict_unprivileged_userns is 1)';
    return 'for everyone';
  };
  return { name: 'user namespaces', ok: true, found: found() };
}

/** What is missing before a version of Landlock, and the Linux that brought it. */
const landlockParts = [
  { version: 2, linux: '5.19', lack: 'tests cannot move artifacts between folders' },
  { version: 3, linux: '6.2', lack: 'root in a guest can empty files that it may read and its user may write' },
  { version: 4, linux: '6.7', lack: 'only the list of system calls keeps guests from TCP' },
  { version: 5, linux: '6.10', lack: 'only that list keeps them from the ioctl calls of devices' },
  { version: 6, linux: '6.12', lack: 'a guest can send signals to processes of the same user' },
];

/** @param version of Landlock's interface; 0 where the kernel has none, or forbids it to this process */
export function describeLandlock(version: number): Check {
  const name = 'Landlock';
  if (version === 0) return { name, ok: true, found: 'none', fix: `guests are not kept to their files: ${unsafe}` };
  const lacking = landlockParts.filter((part) => part.version > version);
  const lacks = lacking.map(({ version, linux, lack }) => `before version ${version} (Linux ${linux}) ${lack}`);
  return { name, ok: true, found: `version ${version}`, ...(lacks.length > 0 && { fix: lacks.join('; ') }) };
}

/** @param hasFilters whether this machine limits which system calls a process makes */
export function describeSeccomp(hasFilters: boolean): Check {
  const name = 'seccomp filters';
  if (hasFilters) return { name, ok: true, found: 'allowed: tried one' };
  const reason = 'a module that a test loads makes any system call of this machine';
  return { name, ok: true, found: 'none', fix: `${reason}: ${unsafe}` };
}

const unsafe = 'do not run hostile programs here (docs/threat-model.md)';

/** @param isRoot whether uml-run is */
export function describeUser(user: KernelUser | undefined, isRoot: boolean): Check {
  const [name, ok] = ['user of guests', true];
  if (user === 'own') return { name, ok, found: 'one for each guest' };
  const shared = 'the number of their processes has no limit';
  if (!isRoot)
    return { name, ok, found: 'yours', fix: `${shared} but yours; started by root, each has a user of its own` };
  const reason = 'this user namespace has no users of its own for them';
  if (user === 'nobody') return { name, ok, found: '"nobody", for all guests', fix: `${reason}, and ${shared}` };
  const reasons =
    'in a container, --cap-add DAC_READ_SEARCH lets each have its own; a user namespace may have no other';
  return { name, ok, found: 'root', fix: `${reasons}: ${unsafe}` };
}
