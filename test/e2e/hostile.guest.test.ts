import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TestResult } from '../../src/model/results.ts';
import { fixtures, type Ran, umlRun } from '../support/command.ts';
import { compile, compileFile } from '../support/compile.ts';
import { kernelWords, seriesFor } from '../support/kernels.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/**
 * Programs that try to pass, to spoil another's verdict, or to get out. Each runs between two honest ones, in guests
 * that are shared where it leaves them alive: all in one run. What they may end as; never as passed.
 */
const ends: Record<string, { source: string; flags?: string[]; as: string[] }> = {
  markers: { source: 'markers', as: ['exit 1'] },
  'guest-hello': { source: 'guest-hello', as: ['exit 1'] },
  'guest-problem': { source: 'guest-problem', as: ['exit 1'] },
  'guest-bye': { source: 'guest-bye', as: ['exit 1'] },
  'kmsg-flood': { source: 'kmsg-flood', as: ['exit 1', 'timeout'] },
  'quiet-log': { source: 'quiet-log', as: ['exit 1', 'timeout'] },
  'look-at-init': { source: 'look-at-init', as: ['exit 1'] },
  'kill-all': { source: 'kill-others', as: ['exit 1'] },
  helper: { source: 'helper', as: ['exit 1', 'signal'] },
  mounts: { source: 'mounts', as: ['exit 1'] },
  replace: { source: 'replace', as: ['exit 1'] },
  'replace-root': { source: 'replace-root', as: ['exit 1'] },
  namespaces: { source: 'namespaces', as: ['exit 1'] },
  clock: { source: 'clock', as: ['exit 1'] },
  fill: { source: 'fill', as: ['exit 1', 'signal', 'panic', 'timeout', 'guest-died'] },
  'many-files': { source: 'many-files', as: ['exit 1'] },
  swap: { source: 'swap', as: ['exit 1', 'signal', 'panic', 'guest-died', 'timeout'] },
  'read-only-root': { source: 'read-only-root', as: ['exit 1'] },
  'fork-bomb': { source: 'fork-bomb', as: ['timeout', 'signal', 'panic', 'guest-died'] },
  'memory-bomb': { source: 'memory-bomb', as: ['timeout', 'signal', 'panic', 'guest-died'] },
  'stop-itself': { source: 'stop-itself', as: ['timeout'] },
  deaf: { source: 'deaf', as: ['timeout'] },
  daemon: { source: 'daemon', as: ['exit 1', 'signal'] },
  'host-files': { source: 'host-files', as: ['exit 1'] },
  'spoil-share': { source: 'spoil-share', as: ['exit 1'] },
  ttys: { source: 'ttys', as: ['exit 1', 'timeout', 'guest-died'] },
  'ttys-stop': { source: 'ttys', flags: ['-DSTOP'], as: ['exit 1', 'timeout', 'guest-died'] },
  'ttys-hangup': { source: 'ttys', flags: ['-DHANGUP'], as: ['exit 1', 'timeout', 'guest-died', 'signal'] },
  'ttys-discipline': { source: 'ttys', flags: ['-DDISCIPLINE'], as: ['exit 1', 'timeout', 'guest-died'] },
  ...Object.fromEntries(
    ['HALT', 'POWER_OFF', 'RESTART', 'RESTART2', 'CAD_OFF', 'KEXEC', 'SW_SUSPEND'].map((name) => [
      `reboot-${name}`,
      {
        source: 'ask-for-reboot',
        flags: [`-DCOMMAND=LINUX_REBOOT_CMD_${name}`],
        as: ['signal', 'exit 1', 'guest-died'],
      },
    ]),
  ),
  ...Object.fromEntries(
    [...'bceifosu'].map((key) => [
      `sysrq-${key}`,
      { source: 'press-sysrq', flags: [`-DKEY="${key}"`], as: ['exit 1', 'signal', 'panic', 'guest-died'] },
    ]),
  ),
  'late-panic': { source: 'late-panic', flags: ['-DDELAY=5000'], as: ['panic', 'exit 0'] },
};
const kernels = seriesFor('5.10', '7.2');

const honest = (code: number) => `#include <stdio.h>
int main(void) { printf("honest\\n"); fprintf(stderr, "and quiet\\n"); return ${code}; }`;

let ran: Ran;
let place: ReturnType<typeof temporaryFolder>;
let bystander: ChildProcess;
let before: string;

beforeAll(async () => {
  vi.setConfig({ hookTimeout: 600_000 });
  place = temporaryFolder();
  const [programs, rootfs] = [join(place.path, 'programs'), join(place.path, 'rootfs')];
  mkdirSync(join(rootfs, 'etc'), { recursive: true });
  mkdirSync(join(rootfs, 'usr/bin'), { recursive: true });
  writeFileSync(join(rootfs, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(place.path, 'secret'), 'SECRET of the host\n');
  compile(join(place.path, 'passes'), honest(0), '-O1', '-static');
  compile(join(place.path, 'fails'), honest(3), '-O1', '-static');
  mkdirSync(programs);
  for (const [index, [name, { source, flags = [] }]] of Object.entries(ends).entries()) {
    const [number, file] = [String(index).padStart(2, '0'), join(fixtures, 'attacks', `${source}.c`)];
    compileFile(join(programs, `${number}-0-${name}`), file, ...flags);
    copyFileSync(join(place.path, 'passes'), join(programs, `${number}-1-passes`));
    copyFileSync(join(place.path, 'fails'), join(programs, `${number}-2-fails`));
  }
  bystander = spawn('sleep', ['1000'], { env: { SECRET: 'SECRET of a process' } });
  before = digestOf(place.path);
  const limits = ['--timeout', '4', '--boot-timeout', '30', '--quiet'];
  const secrets = ['--env', `TEST_SECRET=${place.path}/secret`, '--env', `TEST_PROCESS=/proc/${bystander.pid}`];
  ran = await umlRun([...kernelWords(...kernels), ...limits, ...secrets, '--rootfs', rootfs, programs]);
}, 600_000);

afterAll(async () => {
  bystander?.kill();
  await ran?.remove();
  await place?.remove();
});

/** Of all names and contents below a folder. */
function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }).toSorted((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name);
    const content = entry.isFile() ? readFileSync(path) : entry.isSymbolicLink() ? readlinkSync(path) : '';
    hash.update(`${path}\0`).update(content);
  }
  return hash.digest('hex');
}

const numberOf = (name: string) => String(Object.keys(ends).indexOf(name)).padStart(2, '0');
const endOf = ({ reason, exitCode }: TestResult) => (reason === 'exit' ? `exit ${exitCode}` : reason);

test('the run ends as one with failures, and every test has a result', () => {
  expect(ran.exitCode).toBe(1);
  expect(ran.results.tests).toHaveLength(Object.keys(ends).length * 3 * kernels.length);
  expect(ran.results.tests.filter(({ attempts }) => attempts !== 1)).toEqual([]);
});

describe.each(kernels)('on %s', (kernel) => {
  test.each(Object.keys(ends))('%s', (name) => {
    const result = ran.test(`${numberOf(name)}-0-${name}`, kernel);
    const log = readdirSync(join(ran.output, 'logs')).filter((file) => file.endsWith('.log'));
    expect(log.length).toBeGreaterThan(2);
    expect(ends[name]!.as).toContain(endOf(result));
    // It may pass only where its child did not live to take the kernel down.
    if (result.verdict === 'passed') expect(name).toBe('late-panic');
    if (result.verdict === 'passed') expect(result.kernelLog.join()).not.toContain('panic');
  });

  test.each(Object.keys(ends))('those after %s are judged and recorded as if it had not been there', (name) => {
    const passes = ran.test(`${numberOf(name)}-1-passes`, kernel);
    const fails = ran.test(`${numberOf(name)}-2-fails`, kernel);
    expect(passes).toMatchObject({ verdict: 'passed', reason: 'exit', exitCode: 0, signal: null });
    expect(fails).toMatchObject({ verdict: 'failed', reason: 'exit', exitCode: 3, signal: null });
    for (const result of [passes, fails]) {
      expect(readFileSync(join(ran.output, result.stdout), 'latin1')).toBe('honest\n');
      expect(readFileSync(join(ran.output, result.stderr), 'latin1')).toBe('and quiet\n');
      expect(result.seconds).toBeLessThan(4);
    }
  });

  test('nothing of the host can be read', () => {
    const said = ran.bytes(`${numberOf('host-files')}-0-host-files`, 'stdout', kernel).toString('latin1');
    expect(said).toContain('mounted hostfs /rootfs');
    expect(said).toContain('read /tmp/mnt/etc/passwd: root:x:0:0:root:/root:/bin/sh');
    expect(said).toContain('found 0 secrets');
    expect(said).not.toContain('SECRET');
    expect(said).not.toMatch(/read .*(?:cmdline|environ|plan|shadow|hard|secret|fd)/);
  });

  test('what guests share cannot be written to', () => {
    const said = ran.bytes(`${numberOf('spoil-share')}-0-spoil-share`, 'stdout', kernel).toString('latin1');
    expect(said).toBe('spoilt 0\n');
  });

  test('no token is found', () => {
    const said = ran.bytes(`${numberOf('look-at-init')}-0-look-at-init`, 'stdout', kernel).toString('latin1');
    expect(said).toMatch(/found 0 tokens\n$/);
  });
});

test("the host's files are as they were", () => expect(digestOf(place.path)).toBe(before));
