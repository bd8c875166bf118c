import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isSigned, publicKeyOf, readPrivateKey, signatureOf } from '../../../src/kernel/store/store-keys.ts';
import { ownFolder } from '../../support/temporary-folder.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicKey = publicKeyOf(privateKey);
const bytes = Buffer.from('what is signed');

test('a key is read from a file or a variable, and what is signed with it is known by its public key', async () => {
  const file = join(ownFolder(), 'key.pem');
  writeFileSync(file, pem);
  expect(publicKey).toMatch(/^[0-9a-f]{64}$/);
  for (const key of [await readPrivateKey(file, {}), await readPrivateKey('env:KEY', { KEY: pem })]) {
    expect(publicKeyOf(key)).toBe(publicKey);
    expect(isSigned(bytes, signatureOf(bytes, key), publicKey)).toBe(true);
  }
});

test('what was changed, or signed with another key, is not signed', () => {
  const signature = signatureOf(bytes, privateKey);
  const other = publicKeyOf(generateKeyPairSync('ed25519').privateKey);
  expect(isSigned(Buffer.from('What is signed'), signature, publicKey)).toBe(false);
  expect(isSigned(bytes, signature, other)).toBe(false);
  for (const length of [0, 63]) expect(isSigned(bytes, signature.subarray(0, length), publicKey)).toBe(false);
  expect(isSigned(bytes, Buffer.concat([signature, Buffer.alloc(1)]), publicKey)).toBe(false);
});

test('the 32 bytes of a public key that is none sign nothing', () => {
  expect(isSigned(bytes, Buffer.alloc(64), '00'.repeat(32))).toBe(false);
  expect(isSigned(bytes, signatureOf(bytes, privateKey), 'ff'.repeat(32))).toBe(false);
});

test('what is no such key is an error that does not show it', async () => {
  const secret = 'MC4CAQAwBQYDK2VwBCIEIA';
  const wrong = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  for (const KEY of [secret, wrong, pem.replace('M', 'N')])
    await expect(readPrivateKey('env:KEY', { KEY })).rejects.toMatchObject({
      code: 'option-invalid',
      message: expect.not.stringContaining(secret),
    });
  await expect(readPrivateKey('env:KEY', {})).rejects.toThrow('the variable KEY is not set');
  await expect(readPrivateKey('/nothing', {})).rejects.toMatchObject({ code: 'file-unreadable' });
});
