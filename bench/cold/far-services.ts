import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { type Certificate, serverCertificate } from '../../local/certificate.ts';
import type { ConnectionMarks } from './phases.ts';

/** A server on this machine that is to be far away. */
export interface FarService {
  readonly port: number;
  readonly roundTripMs: number;
  readonly tls: boolean;
}

/** What the process that plays them is told. */
export type FarRequest =
  | { readonly type: 'certificate'; readonly certificate: Certificate }
  | { readonly type: 'open'; readonly service: FarService }
  | { readonly type: 'take' };

/** What it says. */
type FarAnswer =
  | { readonly type: 'opened'; readonly port: number }
  | { readonly type: 'marks'; readonly marks: readonly ConnectionMarks[] };

export interface FarServices {
  /** Makes a process trust their certificate. */
  readonly trust: {
    readonly nodeArguments: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
  };
  /**
   * The same variables, with every URL of a server on this machine that far away, over TLS.
   *
   * @param plain variables whose servers are asked without TLS.
   */
  environment(
    variables: Readonly<Record<string, string>>,
    roundTripMs: number,
    plain?: ReadonlySet<string>,
  ): Promise<Record<string, string>>;
  /** What happened since it was last asked for. */
  takeMarks(): Promise<readonly ConnectionMarks[]>;
  close(): void;
}

const LOCAL_SERVER = /http:\/\/127\.0\.0\.1:(\d+)/g;

/** @param scratchDir where the certificate is written. */
export async function startFarServices(scratchDir: string): Promise<FarServices> {
  const dir = join(scratchDir, 'far');
  mkdirSync(dir);
  const certificate = await serverCertificate(dir, Date.now());
  const trusted = join(dir, 'trusted.pem');
  writeFileSync(trusted, [...rootCertificates, certificate.cert].join('\n'));

  const child = fork(fileURLToPath(new URL('far-process.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ask = async <T extends FarAnswer['type']>(request: FarRequest) => {
    const answered = once(child, 'message') as Promise<[FarAnswer & { readonly type: T }]>;
    child.send(request);
    return (await answered)[0];
  };
  child.send({ type: 'certificate', certificate } satisfies FarRequest);
  const opened = new Map<string, string>();

  async function farUrl(service: FarService): Promise<string> {
    const key = JSON.stringify(service);
    const known = opened.get(key);
    if (known !== undefined) return known;
    const { port } = await ask<'opened'>({ type: 'open', service });
    const url = `${service.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
    opened.set(key, url);
    return url;
  }

  return {
    trust: {
      // NODE_EXTRA_CA_CERTS would make Node load all certificates in another thread, earlier than in Lambda. OpenSSL’s own
      // store, with Node’s certificates and this one, takes as long as Node’s, at the same moment.
      nodeArguments: ['--use-openssl-ca'],
      environment: { SSL_CERT_FILE: trusted, SSL_CERT_DIR: dir },
    },
    async environment(variables, roundTripMs, plain = new Set()) {
      const far: Record<string, string> = {};
      for (const [name, value] of Object.entries(variables)) {
        far[name] = value;
        for (const [local, port] of value.matchAll(LOCAL_SERVER)) {
          const url = await farUrl({ port: Number(port), roundTripMs, tls: !plain.has(name) });
          far[name] = far[name].replace(local, url);
        }
      }
      return far;
    },
    async takeMarks() {
      return (await ask<'marks'>({ type: 'take' })).marks;
    },
    close() {
      child.disconnect();
    },
  };
}
