import { existsSync, readFileSync } from 'node:fs';
import tls from 'node:tls';

/**
 * Lets this process trust one more certificate, beside all that Node trusts. No authority vouches for one that
 * `npm start --https` has made.
 *
 * @param certFile PEM; nothing is done where there is none.
 */
export function trustAlso(certFile: string): void {
  if (!existsSync(certFile)) return;
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(certFile, 'utf8')]);
}
