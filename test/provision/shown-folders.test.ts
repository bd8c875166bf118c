import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { withShownFolders } from '../../src/provision/shown-folders.ts';
import { rootfsHas } from '../../src/rootfs/lookup.ts';
import { write } from '../support/compile.ts';
import { hear } from '../support/log.ts';
import { ownFolder } from '../support/temporary-folder.ts';

test("what lies in another user's closed folder is not there", () => {
  const folder = ownFolder();
  const closed = join(folder, 'closed');
  write(join(closed, 'bin/tool'), '');
  mkdirSync(join(folder, 'rust/toolchains'), { recursive: true });
  vi.stubEnv('PATH', `${closed}/bin:/bin/sh/x`);
  vi.stubEnv('RUSTUP_HOME', join(folder, 'rust'));
  vi.stubEnv('VIRTUAL_ENV', join(closed, 'v'));
  onTestFinished(() => void vi.unstubAllEnvs());
  chmodSync(folder, 0o755);
  for (const path of [closed, join(folder, 'rust/toolchains')]) close(path);
  beNobody();
  const shown = withShownFolders({ spec: 'host', path: '/' }, { workdir: folder, hide: [] }, true, hear());
  expect(shown.rootfs.shown?.map(({ path }) => path)).toEqual([folder]);
  expect(shown.environment).not.toHaveProperty('VIRTUAL_ENV');
  expect(rootfsHas({ spec: 'x', path: folder }, '/closed/bin/tool')).toBe(false);
});

test("git is told whose the project's folder is, unless that is root", () => {
  const folder = ownFolder();
  chmodSync(folder, 0o755);
  const told = (options: { workdir?: string }) =>
    withShownFolders({ spec: 'minimal', path: folder }, { ...options, hide: [] }, false, hear()).environment;
  if (process.geteuid!() === 0) expect(told({ workdir: folder })).toEqual({});
  beNobody();
  expect(told({ workdir: folder })).toEqual({ SUDO_UID: String(process.geteuid!()) });
  expect(told({})).toEqual({});
});

test('a home that a link leads to is not shown, and what it has for tools is where it really lies', () => {
  const folder = ownFolder();
  const home = join(folder, 'disk/home');
  write(join(home, '.cargo/bin/tool'), '');
  write(join(home, '.cargo/credentials.toml'), '');
  symlinkSync(home, join(folder, 'home'));
  for (const name of Object.keys(process.env)) if (name.endsWith('_HOME')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', join(folder, 'home'));
  vi.stubEnv('PATH', `${folder}/home:${folder}/home/.cargo/bin`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const project = join(folder, 'project');
  mkdirSync(project);
  const { rootfs, environment } = withShownFolders(
    { spec: 'host', path: '/', hidden: [folder] },
    { workdir: project, hide: [] },
    true,
    hear(),
  );
  const seen = rootfs.shown?.map(({ path, hidden }) => [path, hidden]);
  expect(seen).toContainEqual([join(home, '.cargo'), ['credentials.toml']]);
  expect(seen).not.toContainEqual([home, expect.anything()]);
  expect(environment.CARGO_HOME).toBe(join(home, '.cargo'));
});

/** Open again in the end, so that it can be removed. */
function close(folder: string): void {
  chmodSync(folder, 0);
  onTestFinished(() => chmodSync(folder, 0o700));
}

/** Root looks into every folder. */
function beNobody(): void {
  if (process.geteuid!() !== 0) return;
  process.seteuid!(65534);
  onTestFinished(() => process.seteuid!(0));
}
