import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** PEM, both. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** What a browser on this machine asks for. */
const LOCAL_NAMES = ['localhost', '127.0.0.1'];

/**
 * The certificate in `server.key` and `server.crt` of the folder. If there is none, one for localhost is made and kept
 * there, so that a browser's warning has to be accepted only once.
 *
 * @param now ms since 1970.
 * @param more names and addresses that one which is made is for, too.
 * @throws Error that names the file that is missing, doesn't match or has expired.
 */
export async function serverCertificate(dir: string, now: number, more: readonly string[] = []): Promise<Certificate> {
  const keyFile = join(dir, 'server.key');
  const certFile = join(dir, 'server.crt');
  const missing = [keyFile, certFile].filter((file) => !existsSync(file));
  if (missing.length === 1)
    throw new Error(`${missing[0]} is missing: put it there, or delete the other file to have both made`);
  if (missing.length === 0) {
    const certificate = { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
    check(certificate, keyFile, certFile, now);
    return certificate;
  }
  const certificate = await selfSigned([...new Set([...LOCAL_NAMES, ...more])]);
  mkdirSync(dir, { recursive: true });
  writeFileSync(keyFile, certificate.key, { mode: 0o600 });
  writeFileSync(certFile, certificate.cert);
  return certificate;
}

/** Those of the names and addresses that the certificate isn't for. */
export function notNamedIn({ cert }: Certificate, names: readonly string[]): string[] {
  const x509 = new X509Certificate(cert);
  return names.filter((name) => (isIP(name) ? x509.checkIP(name) : x509.checkHost(name)) === undefined);
}

/** Valid for a year: browsers refuse certificates with a much longer time. */
async function selfSigned(names: readonly string[]): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

function check({ key, cert }: Certificate, keyFile: string, certFile: string, now: number): void {
  const x509 = readable(certFile, () => new X509Certificate(cert));
  const privateKey = readable(keyFile, () => createPrivateKey(key));
  if (!x509.checkPrivateKey(privateKey))
    throw new Error(
      `${keyFile} is not the key of ${certFile}: put the right one there, or delete both files to have them made`,
    );
  if (x509.validToDate.getTime() <= now) {
    throw new Error(
      `${certFile} expired on ${x509.validTo}: put a new one there, or delete both files to have one made`,
    );
  }
}

function readable<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${file} can’t be read as PEM`, { cause });
  }
}
