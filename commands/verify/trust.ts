import { existsSync, readFileSync } from 'node:fs';
import tls from 'node:tls';

/**
 * Makes this process trust one more certificate than Node does. The one that `npm start --https` makes isn't signed by an
 * authority.
 *
 * @param certFile PEM; ignored if it doesn't exist.
 */
export function trustAlso(certFile: string): void {
  if (!existsSync(certFile)) return;
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(certFile, 'utf8')]);
}
