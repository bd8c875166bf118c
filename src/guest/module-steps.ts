import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { overlayModule, readModules } from '../kernel/network-modules.ts';
import type { Step } from './boot-plan.ts';
import { deviceSteps } from './device-nodes.ts';
import { folder, hostfs } from './steps.ts';

/** Where the kernel's modules are; the share has an empty folder there (`stage`), so that it exists in any rootfs. */
export const modulesFolder = '/lib/modules';

/**
 * Shows the modules of a kernel that has some, so that `modprobe` works; the guest's hostfs knows them as /modules. IPv6 is
 * there from the start, whether it is a module or not: a test that is the first to use it must not change the network of
 * those after it.
 */
export function modulesSteps({ modules, version }: { modules?: string; version: string }): Step[] {
  if (!modules) return [];
  const { ipv6, forSockets } = readModules(join(modules, version));
  return [
    hostfs(modulesFolder, '/modules'),
    ...ipv6.map((path): Step => ({ do: 'module', path: join(modulesFolder, version, path) })),
    ...forSockets.map((module): Step => ({ do: 'may-load', module })),
  ];
}

/** Before the layout, what it needs of the modules, and the devices that init then watches. */
export function layoutModules({ modules, version }: { modules?: string; version: string }, steps: Step[]): Step[] {
  if (!modules) return [];
  const overlay = join(version, overlayModule);
  const isWanted = steps.some(usesOverlay) && existsSync(join(modules, overlay));
  const seen = '/.modules';
  return [
    ...deviceSteps(join(modules, version)),
    ...(isWanted
      ? [
          folder(seen, 0o755),
          hostfs(seen, '/modules'),
          { do: 'module' as const, path: join(seen, overlay) },
          { do: 'forget' as const, path: seen },
        ]
      : []),
  ];
}

/** A module that is loaded while a test is prepared would seem to be that test's doing. */
function usesOverlay(step: Step): boolean {
  if (step.do === 'each') return step.steps.some(usesOverlay);
  return step.do === 'choose' || step.do === 'show' || step.do === 'show-project';
}
