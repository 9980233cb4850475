import { once } from 'node:events';
import { connect, type SecureVersion } from 'node:tls';
import { ask, described } from './ask.ts';
import { type Check, must, Skipped } from './check.ts';
import { GUARDED_PATHS } from './outside.ts';

/** Node offers TLS 1.3 only where the list of ciphers names one of its. */
const TLS13_CIPHERS = 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256';

const LOCAL = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** A URL on this machine, which no network is needed for. */
export function isLocal(url: string): boolean {
  return LOCAL.test(new URL(url).hostname);
}

/** Checks that the connection to the URL is encrypted. */
export function transportChecks(url: string): Check[] {
  const { hostname, port } = new URL(url);
  return [
    {
      name: 'https-only',
      what: 'plain HTTP is refused, and not led to HTTPS: credentials would be lost by then',
      async ask() {
        if (isLocal(url)) throw new Skipped('not asked of one’s own machine');
        await mustRefuseClear(`http://${hostname}`);
      },
    },
    {
      name: 'tls',
      what: 'TLS below 1.2 is refused',
      async ask() {
        if (isLocal(url)) throw new Skipped('not asked of one’s own machine');
        if (hostname.endsWith('.cloudfront.net')) {
          throw new Skipped('the certificate of cloudfront.net allows TLS 1.0: a domain of your own raises it');
        }
        await mustRefuseBelowTls12(hostname, Number(port || 443));
      },
    },
  ];
}

/** @throws Unmet when a path isn't refused. No credentials are sent. */
export async function mustRefuseClear(url: string): Promise<void> {
  for (const path of GUARDED_PATHS) {
    const answer = await ask(`${url}${path}`);
    must(answer.status === 403, `${url}${path} answers ${described(answer)}`);
  }
}

/** @throws Unmet when a handshake with TLS 1.2 or newer is refused, or one with anything older is not. */
export async function mustRefuseBelowTls12(host: string, port: number): Promise<void> {
  must(await shakesHands(host, port, 'TLSv1.2', 'TLSv1.3'), 'TLS 1.2 and newer are refused');
  must(!(await shakesHands(host, port, 'TLSv1', 'TLSv1.1')), 'TLS 1.1 or older is accepted');
}

/** No data is sent, so neither the certificate nor the strength of the cipher matters. */
async function shakesHands(
  host: string,
  port: number,
  minVersion: SecureVersion,
  maxVersion: SecureVersion,
): Promise<boolean> {
  const socket = connect({
    host,
    port,
    servername: host,
    minVersion,
    maxVersion,
    ciphers: `${TLS13_CIPHERS}:ALL:@SECLEVEL=0`,
    rejectUnauthorized: false,
    timeout: 10_000,
  });
  socket.once('timeout', () => socket.destroy(new Error('the handshake takes too long')));
  try {
    await once(socket, 'secureConnect');
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  } finally {
    socket.destroy();
  }
}

/** The server sends an alert, or closes the connection during the handshake. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'ECONNRESET' || /ALERT/.test(code);
}
