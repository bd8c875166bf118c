import { chmod, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guestName } from '../../model/guest-name.ts';

const files: Record<string, string> = {
  'etc/passwd': `root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/false
`,
  'etc/group': `root:x:0:
tty:x:5:
nogroup:x:65534:
`,
  'etc/hosts': `127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
127.0.1.1 ${guestName}
`,
  'etc/hostname': `${guestName}\n`,
  'etc/nsswitch.conf': `passwd: files
group: files
hosts: files dns
`,
  'etc/shells': '/bin/sh\n',
  'etc/resolv.conf': '',
};

/** Writes what programs read in /etc. */
export async function writeFiles(tree: string, busyboxVersion: string): Promise<void> {
  const all = { ...files, 'etc/os-release': osRelease(busyboxVersion) };
  for (const [path, text] of Object.entries(all)) {
    await writeFile(join(tree, path), text);
    await chmod(join(tree, path), 0o644);
  }
  await symlink('/proc/mounts', join(tree, 'etc/mtab'));
  await symlink('../run', join(tree, 'var/run'));
}

const osRelease = (busyboxVersion: string) => `NAME="uml-run minimal"
ID=uml-run-minimal
PRETTY_NAME="uml-run minimal (busybox ${busyboxVersion})"
VERSION_ID="${busyboxVersion}"
`;
