/**
 * Builds the guest programs of fixtures/programs into fixtures/bin/static and fixtures/bin/dynamic, with the system's
 * compiler. What is newer than its source stays as it is.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const folder = join(import.meta.dirname, '../fixtures');
const sourceFolder = join(folder, 'programs');
const linkings = { static: ['-static'], dynamic: [] };
const install = ['install', '--yes', '--no-install-recommends', 'gcc', 'libc6-dev'];

/** Sources of which several programs are made: the value of a macro, by the program's name. */
const variants: Record<string, Record<string, string>> = {
  'exit-code': Object.fromEntries([0, 3, 77, 130, 139, 255].map((code) => [`exit-${code}`, `CODE=${code}`])),
  signal: Object.fromEntries(
    'ABRT ALRM BUS FPE HUP ILL INT KILL PIPE QUIT SEGV SYS TERM TRAP USR1 USR2 VTALRM XCPU XFSZ'
      .split(' ')
      .map((name) => [`signal-${name.toLowerCase()}`, `SIGNAL=SIG${name}`]),
  ),
  sleep: { 'sleep-1': 'SECONDS=1', 'sleep-forever': 'SECONDS=0' },
};

interface Job {
  source: string;
  output: string;
  flags: string[];
}

function jobs(): Job[] {
  const sources = readdirSync(sourceFolder).filter((name) => name.endsWith('.c'));
  return Object.entries(linkings).flatMap(([linking, linkFlags]) =>
    sources.flatMap((file) => {
      const stem = file.slice(0, -'.c'.length);
      const programs = variants[stem] ?? { [stem]: undefined };
      return Object.entries(programs).map(([name, macro]) => ({
        source: join(sourceFolder, file),
        output: join(folder, 'bin', linking, name),
        flags: [...linkFlags, ...(macro === undefined ? [] : [`-D${macro}`])],
      }));
    }),
  );
}

/** Older than its source, than a header, or than this list of what to build. */
function isStale({ source, output }: Job): boolean {
  const headers = readdirSync(sourceFolder).filter((name) => name.endsWith('.h'));
  const inputs = [source, import.meta.filename, ...headers.map((name) => join(sourceFolder, name))];
  const built = statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return inputs.some((input) => statSync(input).mtimeMs > built);
}

/** Programs whose sources are gone. */
function removeOthers(wanted: Job[]): void {
  const outputs = new Set(wanted.map(({ output }) => output));
  for (const linking of Object.keys(linkings)) {
    const place = join(folder, 'bin', linking);
    mkdirSync(place, { recursive: true });
    const built = readdirSync(place).filter((name) => !name.endsWith('.tmp'));
    for (const name of built) if (!outputs.has(join(place, name))) rmSync(join(place, name), { force: true });
  }
}

async function build({ source, output, flags }: Job): Promise<void> {
  // Two builds at once must not see each other's halves.
  const unfinished = `${output}.${process.pid}.tmp`;
  try {
    await execa('cc', ['-O1', '-Wall', '-Wextra', '-pthread', ...flags, '-o', unfinished, source], {
      stderr: 'inherit',
    });
    renameSync(unfinished, output);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

async function hasCompiler(): Promise<boolean> {
  const { failed } = await execa('cc', ['-E', '-include', 'stdio.h', '-x', 'c', '/dev/null'], { reject: false });
  return !failed;
}

/** As root where there is apt, a missing compiler is installed. */
async function installCompiler(): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const environment = { env: { DEBIAN_FRONTEND: 'noninteractive' }, reject: false } as const;
  const { failed } = await execa('apt-get', install, environment);
  if (!failed) return;
  await execa('apt-get', ['update'], environment);
  await execa('apt-get', install, environment);
}

async function main(): Promise<void> {
  const wanted = jobs();
  removeOthers(wanted);
  const stale = wanted.filter(isStale);
  if (stale.length === 0) return;
  if (!(await hasCompiler())) await installCompiler();
  if (!(await hasCompiler())) {
    console.error("fixtures: no C compiler 'cc' with libc's headers: apt-get install gcc libc6-dev");
    process.exitCode = 1;
    return;
  }
  const waiting = [...stale];
  const worker = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await build(job);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  console.log(`fixtures: built ${stale.length} programs`);
}

await main();
