/** Keys of stores (ed25519), and what is signed with them. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf, UmlRunError } from '../../model/errors.ts';

/** Bytes of a signature. */
export const signatureBytes = 64;

/** @param key the 32 bytes of a public key, in hexadecimal */
export function isSigned(bytes: Buffer, signature: Buffer, key: string): boolean {
  const x = Buffer.from(key, 'hex').toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return signature.length === signatureBytes && verify(null, bytes, publicKey, signature);
}

export function signatureOf(bytes: Buffer, key: KeyObject): Buffer {
  return sign(null, bytes, key);
}

/** The 32 bytes of the public key that belongs to a private one, in lower-case hexadecimal. */
export function publicKeyOf(key: KeyObject): string {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('hex');
}

/**
 * The private key that an option names: a PEM file, or `env:` and the name of a variable that holds the PEM text.
 * @throws UmlRunError `file-unreadable`, or `option-invalid` when there is no such key in it; neither shows any of it
 */
export async function readPrivateKey(name: string, environment: NodeJS.ProcessEnv): Promise<KeyObject> {
  const text = await readKeyText(name, environment);
  const key = parsePrivateKey(text);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new UmlRunError(
    'option-invalid',
    `--key "${name}": not a private ed25519 key in PEM; make one: openssl genpkey -algorithm ed25519 -out key.pem`,
  );
}

async function readKeyText(name: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const variable = /^env:(.+)$/.exec(name)?.[1];
  if (variable === undefined)
    return readFile(name, 'utf8').catch((cause) => {
      throw new UmlRunError('file-unreadable', `--key "${name}": cannot be read: ${messageOf(cause, name)}`, { cause });
    });
  const text = environment[variable] ?? '';
  if (text !== '') return text;
  throw new UmlRunError('option-invalid', `--key "${name}": the variable ${variable} is not set`);
}

function parsePrivateKey(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}
