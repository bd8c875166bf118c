import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Options } from '../config/options.ts';
import { realHome } from '../fs/home-folder.ts';
import { identityOf, stampOrGone } from '../fs/stamp.ts';
import { projectFolder } from '../provision/project-folder.ts';
import { clientStamp, decidingNames } from './request.ts';

/** What a call may choose for itself, and what a server alone has. All other options decide a guest. */
const undeciding: ReadonlySet<keyof Options> = new Set([
  ...(['timeoutSeconds', 'environment', 'environmentPass', 'cleanEnvironment', 'failOn', 'allowSplats'] as const),
  ...(['quiet', 'warm', 'jobs', 'idleSeconds', 'status', 'stop', 'workdir', 'include', 'writable'] as const),
]);

/** What a server is for, and what ends it when it changes. */
export interface ServerIdentity {
  /** 32 hexadecimal digits: another user's, version's, set of options' or project folder's server has others. */
  key: string;
  /** Absolute path of the folder that guests show and tests start in, if there is one. */
  project?: string;
}

/**
 * What a server is for that is started here with these options.
 * @param folder the current one
 * @throws UmlRunError when an option names a folder that cannot be shown
 */
export function serverIdentity(
  options: Options,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): ServerIdentity {
  const home = realHome();
  const { path: project } = projectFolder(options, true, { folder, home });
  const words = JSON.stringify([
    process.geteuid?.(),
    clientStamp(),
    Object.entries(options).filter(([name]) => !undeciding.has(name as keyof Options)),
    decidingNames.map((name) => environment[name]),
    project === undefined ? [] : [project, identityOf(project)],
    namedHere(options) ? folder : '',
    stampOfSources(options, folder),
  ]);
  const key = createHash('sha256').update(words).digest('hex').slice(0, 32);
  return { key, ...(project !== undefined && { project }) };
}

/** Changes when a kernel or a root file system is rebuilt that the options name by path. */
export function stampOfSources(options: Options, folder: string): string {
  return sourcesOf(options)
    .map((path) => resolve(folder, path))
    .flatMap((path) => [path, join(path, 'linux'), join(path, '.config')])
    .map(stampOrGone)
    .join(' ');
}

function sourcesOf({ kernels, kernelConfig, rootfs }: Options): string[] {
  const place = rootfs.replace(/^(?:docker-archive|oci):/, '');
  // An image of an archive may be named behind it.
  return [...kernels, ...kernelConfig, place, place.replace(/:[^:/]*$/, '')];
}

/** Whether an option means something else in another folder. */
function namedHere(options: Options): boolean {
  const { kernelMirror, kernelStore, alpineMirror, cache, hide } = options;
  const places = [...sourcesOf(options), kernelMirror, kernelStore?.replace(/#.*/, ''), alpineMirror, cache].filter(
    (path) => path !== undefined,
  );
  return [...places.filter((path) => existsSync(path)), ...hide].some((path) => !isAbsolute(path));
}
