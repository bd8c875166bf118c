import type { Channel } from '../console/observer.ts';
import type { GuestLink } from '../model/network.ts';
import { placeIn } from '../network/join-network.ts';
import { type Artifacts, makeArtifacts } from './artifacts.ts';
import { type ChangesFolder, makeChangesFolder } from './changes/changes-folder.ts';
import { makeDisk, workDisk } from './disks.ts';
import { type Guest, type GuestEnd, startGuest } from './guest-process.ts';
import type { KernelJob } from './kernel-job.ts';
import { kernelProcess } from './kernel-process.ts';
import { provideModules, withModulesThatAreThere } from './provide-modules.ts';
import { type Folders, foldersOf, makeFolders, removeFolders, removeFoldersAside } from './session-folders.ts';

/** A guest whose kernel boots, or has booted. Init waits for its boot plan. */
export interface StartedKernel {
  folders: Folders;
  artifacts: Artifacts | undefined;
  changes: ChangesFolder | undefined;
  /** How it sets up its network, if it has one. */
  link: GuestLink | undefined;
  /** What has to be awaited before it gets its boot plan: ports of this machine that lead to it are open then. */
  ready: Promise<void> | undefined;
  guest: Guest;
  /** When its process was started, in milliseconds of `performance.now`; and when init said its first word. */
  startedAt: number;
  spokeAt(): number | undefined;
  /** Gives what it has written so far, and lets it go on. To be called once. */
  listen(receive: (channel: Channel, bytes: Buffer) => void): void;
  /** Removes all of it from this machine; once it has ended. */
  remove(): Promise<void>;
  /** Ends it, whatever it does, and removes it. */
  abandon(): Promise<void>;
}

/**
 * @throws the system's error when there is no room for its folders, UmlRunError when there is none in its network; nothing
 *   is left of either
 */
export function startKernel(given: KernelJob): StartedKernel {
  const job = { ...given, kernel: withModulesThatAreThere(given.kernel) };
  const folders = foldersOf(job.settings, job.name, job.memoryFolder);
  let problem: string | undefined;
  const fail = (why: string) => {
    problem ??= why;
    started.end();
  };
  const { artifacts, changes, place, ready, process } = prepare(job, folders, fail);
  const startedAt = performance.now();
  const written: [Channel, Buffer][] = [];
  let spokeAt: number | undefined;
  let receive = (channel: Channel, bytes: Buffer): unknown => written.push([channel, bytes]);
  const started = startGuest(
    process,
    (channel, bytes) => {
      if (channel === 'control') spokeAt ??= performance.now();
      receive(channel, bytes);
    },
    async (path) => {
      const why = await provideModules(job.kernel, folders, path);
      if (why === undefined) started.giveModules();
      else fail(why);
    },
  );
  const guest = {
    ...started,
    ended: started.ended.then(
      (end): GuestEnd => (end.by === 'us' && problem !== undefined ? { by: 'machine', how: problem } : end),
    ),
  };
  // Until somebody listens, a piece of each channel is kept, and the rest waits where it is.
  const letGoOn = guest.hold();
  // Whoever takes it asks.
  guest.ended.catch(() => undefined);
  return {
    folders,
    artifacts,
    changes,
    link: place?.link ?? job.settings.link,
    ready,
    guest,
    startedAt,
    spokeAt: () => spokeAt,
    listen(listener) {
      receive = listener;
      for (const [channel, bytes] of written.splice(0)) receive(channel, bytes);
      letGoOn();
    },
    remove,
    async abandon() {
      guest.end();
      await guest.ended.catch(() => undefined);
      await remove();
    },
  };

  async function remove(): Promise<void> {
    changes?.close();
    await removeFoldersAside(folders, place?.leave());
  }
}

/** All that may fail before there is a process. Then nothing is left of it. */
function prepare(job: KernelJob, folders: Folders, onNetworkFailure: (why: string) => void) {
  const { kernel, settings, places } = job;
  const placedGuest = { release: kernel.version, folder: folders.network, capturePath: job.capturePath };
  const place = settings.network && placeIn(settings.network, placedGuest);
  try {
    // First, since a helper needs some milliseconds until the kernel can be connected to it.
    const ready = place?.join(onNetworkFailure);
    makeFolders(folders, kernel, settings);
    const isKept = job.keepsArtifacts && (settings.artifactsLimit ?? 0) > 0;
    const artifacts = isKept ? makeArtifacts(folders.written, diskFor(job), places) : undefined;
    const work = settings.hasWorkDisk ? workDisk(folders.memory, settings.memoryMegabytes * 2 ** 20) : undefined;
    if (work) makeDisk(work);
    const changes = changesOf(job, folders);
    const disks = [artifacts?.disk, work].filter((disk) => disk !== undefined);
    const writeIn = [artifacts, changes].flatMap((written) => written?.folder ?? []);
    const process = kernelProcess(job, folders, { writeIn, disks, place });
    return { artifacts, changes, place, ready, process };
  } catch (error) {
    void place?.leave();
    removeFolders(folders);
    throw error;
  }
}

/** Root could reach the disk itself, and so what other tests left on it. */
function diskFor({ settings, places: tests }: KernelJob): { limit: number; tests: number } | undefined {
  const { defaults, artifactsLimit: limit = 0 } = settings;
  return defaults.user === 0 ? undefined : { limit, tests };
}

function changesOf(
  { places, settings: { shown = [], kept } }: KernelJob,
  { written }: Folders,
): ChangesFolder | undefined {
  const project = shown.find(({ isProject }) => isProject);
  return project && kept && places > 0 ? makeChangesFolder(written, project, kept) : undefined;
}
