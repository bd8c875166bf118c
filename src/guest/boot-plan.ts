import { type Capability, capabilities } from '../model/capabilities.ts';
import type { GuestLink } from '../model/network.ts';
import { addressDigits } from '../network/address-digits.ts';
import { bytesOf } from '../text/any-bytes.ts';

/** What init does before the first test, in order. Paths are the guest's, but for the sources of hostfs mounts. */
export type Step =
  /** Random bytes for the kernel's own generator, which is ready at once then. */
  | { do: 'entropy'; bytes: Buffer }
  | { do: 'folder'; path: string; mode: number }
  | { do: 'file'; path: string }
  /** Should its entries change, the tests that are left get a fresh guest. */
  | { do: 'watch'; path: string }
  /** A node for a device, which may have one; init knows the modes that are usual. */
  | { do: 'device'; path: string; kind: 'b' | 'c'; major: number; minor: number }
  | { do: 'host-name'; name: string }
  | { do: 'link'; target: string; path: string }
  /** Loads a module of the kernel, where it can. */
  | { do: 'module'; path: string }
  /** That the kernel loads this module by itself is no change of the guest. */
  | { do: 'may-load'; module: string }
  /** Sets up the network interface and lets tests share it. Names and nameservers are for files of the root. */
  | { do: 'network'; link: GuestLink }
  /** Tests do without a right. */
  | { do: 'drop'; capability: Capability }
  /** A file of its own with the content, the mode and the owner of another. */
  | { do: 'copy'; source: string; path: string }
  /**
   * Folders, of which the first hides the others and the last is what it looks like, with a layer above in memory that
   * takes what is written.
   */
  | { do: 'overlay'; folders: string[]; target: string }
  /** Takes a mount out of sight; what was made from it stays. */
  | { do: 'forget'; path: string }
  /** A folder of the host, by what hostfs knows it by, without the paths in it that are hidden; read-only. */
  | { do: 'show'; source: string; target: string; hidden: string[] }
  /** The same, with a layer above it in memory, or else a copy, so that a test can write to it. */
  | { do: 'show-project'; source: string; target: string; hidden: string[] }
  /** After the test, init writes there what it changed in the project's folder: what hostfs knows the folder by. */
  | { do: 'changes'; folder: string }
  /** Changes of this path from the project's top are written as they are, and not only told; `.` for all. */
  | { do: 'keep'; path: string }
  /** Makes a new file system on a disk. */
  | { do: 'renew'; device: string }
  /** Mounts a folder at the top of a disk's file system, which is made where it is not there. */
  | { do: 'from-disk'; device: string; folder: string; target: string; mode: number }
  /** Tests that are not root leave their artifacts on this disk, where the kernel has disks and ext4. */
  | { do: 'artifacts'; device: string }
  /** Not now, but before each test; what they mount is taken away after it. */
  | { do: 'each'; steps: Step[] }
  /** The ones where the kernel has an overlayfs that works over hostfs, the others where it has not. */
  | { do: 'choose'; overlay: Step[]; otherwise: Step[] }
  | { do: 'mount'; type: string; source: string; target: string; flags: number; data: string; must: boolean };

/** One test as init sees it. */
export interface BootTest {
  /** 32 hexadecimal digits that only init and the host know. */
  token: string;
  /** Working folder: made for the test, which owns it. */
  folder: string;
  /**
   * A text that comes before its standard input, by which init knows where that begins; `-` for an empty input, and ``
   * for one of a test that is sent no signals either.
   */
  input: string;
  /**
   * What hostfs knows the folder by in which it leaves files for the host; empty for none. On a disk for artifacts, the
   * folder has the last name of that.
   */
  artifacts: string;
  user: number;
  group: number;
  /** Its three streams are one terminal of that size. */
  terminal?: WindowSize;
  /** Its output goes straight to terminals, one for each stream; into pipes without it. */
  hasConsoles?: boolean;
  path: string;
  arguments: string[];
  environment: string[];
}

/** Of a terminal, in characters. */
export interface WindowSize {
  rows: number;
  columns: number;
}

/** What a guest does from its start. */
export interface BootPlan {
  guestToken: string;
  steps: Step[];
  /** All of its tests have this user. */
  user: number;
  /** A secret: with it, the guest takes more tests once it has run these. Empty where it ends after them. */
  key: string;
  /** With a key: it takes one test, and ends after it. */
  isOnce?: boolean | undefined;
  /** With a key: what a test stands on is made ahead. */
  isAhead?: boolean | undefined;
  /** Then, too: the path of what the next test most probably executes, which is read ahead; empty where nobody knows. */
  next: string;
  tests: BootTest[];
}

/** The boot plan's bytes, as `native/init/plan.c` reads them: words that each end with a NUL. */
export function encodeBootPlan({ guestToken, steps, user, key, isOnce, isAhead, next, tests }: BootPlan): Buffer {
  const work = [key, isOnce ? 'once' : 'often', isAhead ? 'ahead' : 'later', String(user), next];
  return encode([guestToken, ...steps.flatMap(stepWords), 'tests', ...work, ...testsWords(tests)]);
}

/** More tests for a guest that is ready. */
export interface Work extends Pick<BootPlan, 'key' | 'next' | 'tests'> {
  /** It ends after them. */
  isLast: boolean;
  /** This machine's files are as they were when the guest made ahead what these tests stand on. */
  isSeen: boolean;
}

/** The bytes of more tests, as `native/init/work.c` reads them. */
export function encodeWork({ key, isLast, isSeen, next, tests }: Work): Buffer {
  return encode([key, isLast ? 'last' : 'more', isSeen ? 'seen' : 'anew', next, ...testsWords(tests)]);
}

function encode(words: string[]): Buffer {
  return Buffer.concat(words.flatMap((word) => [bytesOf(word), Buffer.from([0])]));
}

function testsWords(tests: readonly BootTest[]): string[] {
  return tests.flatMap((test, index) => testWords(test, tests[index - 1]));
}

function stepWords(step: Step): string[] {
  switch (step.do) {
    case 'entropy':
      return ['entropy', step.bytes.toString('hex')];
    case 'folder':
      return ['folder', step.path, String(step.mode)];
    case 'file':
    case 'watch':
    case 'keep':
      return [step.do, step.path];
    case 'link':
      return ['link', step.target, step.path];
    case 'host-name':
      return ['host-name', step.name];
    case 'device':
      return ['device', step.path, step.kind, String(step.major), String(step.minor)];
    case 'module':
      return ['module', step.path];
    case 'may-load':
      return ['may-load', step.module];
    case 'network':
      return ['network', ...linkWords(step.link)];
    case 'drop':
      return ['drop', String(capabilities.indexOf(step.capability))];
    case 'copy':
      return ['copy', step.source, step.path];
    case 'overlay':
      return ['overlay', step.folders.join(':'), step.folders.at(-1) ?? '', step.target];
    case 'show':
    case 'show-project':
      return [...step.hidden.flatMap((path) => ['hide', path]), step.do, step.source, step.target];
    case 'changes':
      return ['changes', step.folder];
    case 'forget':
      return ['forget', step.path];
    case 'renew':
    case 'artifacts':
      return [step.do, step.device];
    case 'from-disk':
      return ['from-disk', step.device, step.folder, step.target, String(step.mode)];
    case 'each': {
      const words = step.steps.flatMap(stepWords);
      return ['each', String(words.length), ...words];
    }
    case 'choose': {
      const [overlay, otherwise] = [step.overlay.flatMap(stepWords), step.otherwise.flatMap(stepWords)];
      const skip = otherwise.length > 0 ? ['skip', String(otherwise.length)] : [];
      return ['unless-overlay-skip', String(overlay.length + skip.length), ...overlay, ...skip, ...otherwise];
    }
    case 'mount':
      return [step.must ? 'mount' : 'try-mount', step.type, step.source, step.target, String(step.flags), step.data];
  }
}

function linkWords({ address, prefix, gateway, address6, prefix6 = 128, gateway6 }: GuestLink): string[] {
  const digits = (one?: string) => (one === undefined ? '' : addressDigits(one));
  return [digits(address), String(prefix), digits(gateway), digits(address6), String(prefix6), digits(gateway6)];
}

function testWords(test: BootTest, before: BootTest | undefined): string[] {
  const environment = counted(test.environment);
  // It is as long as all the rest.
  const isSame = before !== undefined && before.environment.join('\0') === test.environment.join('\0');
  return [
    test.token,
    test.folder,
    test.input,
    test.artifacts,
    String(test.user),
    String(test.group),
    String(test.terminal?.rows ?? 0),
    String(test.terminal?.columns ?? 0),
    test.hasConsoles ? 'console' : 'pipe',
    test.path,
    ...counted(test.arguments),
    ...(isSame ? ['='] : environment),
  ];
}

function counted(words: string[]): string[] {
  return [String(words.length), ...words];
}
