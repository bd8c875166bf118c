import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/** Makes an authority and a server's certificate in a folder: `ca.pem`, and `server.pem` with its key. */
export async function makeCertificates(folder: string, host: string): Promise<void> {
  const openssl = (...words: string[]) => execa('openssl', words, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=An authority');
  const name = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', 'basicConstraints=critical,CA:false'];
  await openssl('req', '-x509', ...key, ...signed, '-keyout', 'server.key', '-out', 'server.crt', ...name);
  writeFileSync(
    join(folder, 'server.pem'),
    ['server.crt', 'server.key'].map((file) => readFileSync(join(folder, file), 'utf8')).join(''),
  );
}
