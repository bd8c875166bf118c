/** The signature of a checksum list, where this machine has what it takes to check it. */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { homeFolder } from '../../fs/home-folder.ts';
import { UmlRunError } from '../../model/errors.ts';

export interface Signed {
  /** The text that the signature covers; the whole text where it was not checked. */
  text: string;
  /** Absent: the signature is good. Else why it was not checked, for the user. */
  unchecked?: string;
}

/** Where people keep the keys that they trust: gpgv's own places, then gpg's. */
const keyrings = ['trustedkeys.kbx', 'trustedkeys.gpg', 'pubring.kbx', 'pubring.gpg'];

/**
 * @param name for messages
 * @param text clear-signed
 * @param folder for temporary files
 * @param keyring of the user's choice; else those in GnuPG's folder
 * @throws UmlRunError `download-untrusted` when the signature is there and wrong
 */
export async function checkSignature(name: string, text: string, folder: string, keyring?: string): Promise<Signed> {
  if (!text.includes('-----BEGIN PGP SIGNED MESSAGE-----')) return { text, unchecked: `${name} is not signed` };
  const home = process.env.GNUPGHOME ?? join(homeFolder(), '.gnupg');
  const usual = keyrings.map((file) => join(home, file));
  const present = (keyring === undefined ? usual : [keyring]).filter((file) => existsSync(file));
  if (present.length === 0)
    return { text, unchecked: `the signature of ${name} was not checked: there is no keyring in "${home}"` };
  const input = join(folder, 'sums.asc');
  const output = join(folder, 'sums');
  try {
    await writeFile(input, text);
    await rm(output, { force: true });
    const rings = present.flatMap((file) => ['--keyring', file]);
    const gpgv = await execa('gpgv', ['--status-fd', '1', ...rings, '--output', output, input], { reject: false });
    if (gpgv.code === 'ENOENT')
      return { text, unchecked: `the signature of ${name} was not checked: this machine does not have gpgv` };
    if (/^\[GNUPG:\] BADSIG/m.test(gpgv.stdout))
      throw new UmlRunError(
        'download-untrusted',
        `the signature of ${name} is wrong: the list was changed after it was signed`,
      );
    if (!gpgv.failed && /^\[GNUPG:\] VALIDSIG/m.test(gpgv.stdout)) return { text: await readFile(output, 'utf8') };
    if (/^\[GNUPG:\] NO_PUBKEY/m.test(gpgv.stdout)) {
      return {
        text,
        unchecked: `the signature of ${name} was not checked: the signer's key is not in ${present.join(', ')}`,
      };
    }
    throw new UmlRunError(
      'download-untrusted',
      `the signature of ${name} cannot be checked: ${gpgv.stderr.trim().split('\n').at(-1)}`,
    );
  } finally {
    await Promise.all([input, output].map((file) => rm(file, { force: true })));
  }
}
