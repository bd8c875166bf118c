import type { Check } from './check.ts';
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

/** @param version of Landlock's interface; 0 where the kernel has none, or forbids it to this process */
export function describeLandlock(version: number): Check {
  const name = 'Landlock';
  if (version > 0) return { name, ok: true, found: `version ${version}` };
  return {
    name,
    ok: true,
    found: 'none',
    fix: 'guests are not kept to their files: do not run hostile programs here (docs/threat-model.md)',
  };
}
