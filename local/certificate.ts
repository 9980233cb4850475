import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** PEM, both. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * The certificate in `server.key` and `server.crt` of the folder. Where there is none, one for localhost is made and
 * left there, so that a browser has to be told only once that it is fine.
 *
 * @param now ms since 1970.
 * @throws Error that names the file that is missing, doesn't fit or has ended.
 */
export async function serverCertificate(dir: string, now: number): Promise<Certificate> {
  const keyFile = join(dir, 'server.key');
  const certFile = join(dir, 'server.crt');
  const missing = [keyFile, certFile].filter((file) => !existsSync(file));
  if (missing.length === 1) throw new Error(`${missing[0]} is missing: key and certificate go together`);
  if (missing.length === 0) {
    const certificate = { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
    check(certificate, keyFile, certFile, now);
    return certificate;
  }
  const certificate = await selfSigned();
  mkdirSync(dir, { recursive: true });
  writeFileSync(keyFile, certificate.key, { mode: 0o600 });
  writeFileSync(certFile, certificate.cert);
  return certificate;
}

/** For a year: browsers take none that is good for much longer. */
async function selfSigned(): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

function check({ key, cert }: Certificate, keyFile: string, certFile: string, now: number): void {
  const x509 = readable(certFile, () => new X509Certificate(cert));
  const privateKey = readable(keyFile, () => createPrivateKey(key));
  if (!x509.checkPrivateKey(privateKey)) throw new Error(`${keyFile} is not the key of ${certFile}`);
  if (x509.validToDate.getTime() <= now) {
    throw new Error(`${certFile} ended on ${x509.validTo}: put a new one there, or delete both files to have one made`);
  }
}

function readable<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${file} can’t be read as PEM`, { cause });
  }
}
