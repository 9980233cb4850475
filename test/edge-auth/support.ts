import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontResultResponse } from 'aws-lambda';
import type { GuardConfig } from '../../edge-auth/config.ts';
import { createGuard } from '../../edge-auth/guard.ts';
import type { ReadSecret, SecretVersion, VersionStage } from '../../lambda/shared/secrets/secrets-manager.ts';
import type { LogLine } from '../../lambda/shared/telemetry/log.ts';

export const ORIGIN = 'https://app.example.com';

export const config: GuardConfig = {
  issuers: {},
  tokenCallers: [],
  realm: 'stagepass-test',
  secretRegions: ['us-east-1'],
  callers: {
    client: { audience: 'client', secretId: 'secret/client' },
    admin: { audience: 'admin', secretId: 'secret/admin' },
  },
  routes: [
    { method: 'GET', path: '/token', audience: 'client' },
    { method: 'GET', path: '/openapi.json', audience: 'client' },
    { method: 'GET', path: '/admin/openapi.json', audience: 'admin' },
    { method: 'GET', path: '/admin/things/list', audience: 'admin' },
    { method: 'GET', path: '/admin/things/{thingId}', audience: 'admin' },
    { method: 'DELETE', path: '/admin/things/{thingId}', audience: 'admin' },
    { method: 'POST', path: '/admin/made', audience: 'admin' },
    { method: 'GET', path: '/health', audience: 'anybody' },
  ],
  pages: ['/', '/console.js'],
  allowedOrigins: [ORIGIN],
  graceSeconds: 3_600,
  credentialsTtlSeconds: 300,
  credentialsStaleSeconds: 1_800,
  passwordsRotate: false,
  logSubjects: true,
};

export interface Clock {
  (): number;
  advance(ms: number): void;
}

export function clock(start = Date.UTC(2030, 0, 1)): Clock {
  let at = start;
  const now = () => at;
  return Object.assign(now, {
    advance(ms: number) {
      at += ms;
    },
  });
}

export function secretValue(username: string, password: string): string {
  return JSON.stringify({ username, password });
}

type Versions = Partial<Record<VersionStage, SecretVersion>>;

/** Secrets Manager in memory: counts what it is asked for, and can be down. */
export function secrets(bySecretId: Record<string, Versions>) {
  const reads: string[] = [];
  const state = { down: false };
  const readerOf =
    (secretId: string): ReadSecret =>
    async (stage) => {
      reads.push(`${secretId} ${stage}`);
      if (state.down) throw Object.assign(new Error('quotes a password: hunter2'), { name: 'TimeoutError' });
      return bySecretId[secretId]?.[stage];
    };
  return {
    readerOf,
    reads,
    state,
    /** A new current version; the one before becomes the previous. */
    rotate(secretId: string, value: string, createdAt: number) {
      const before = bySecretId[secretId]?.AWSCURRENT;
      bySecretId[secretId] = { AWSCURRENT: { value, createdAt }, ...(before && { AWSPREVIOUS: before }) };
    },
  };
}

/** A guard on `config` with the passwords `client-pw` and `admin-pw`, made a day ago. */
export function guardWith(overrides: Partial<GuardConfig> = {}) {
  const now = clock();
  const madeAt = now() - 86_400_000;
  const stored = secrets({
    'secret/client': { AWSCURRENT: { value: secretValue('client', 'client-pw'), createdAt: madeAt } },
    'secret/admin': { AWSCURRENT: { value: secretValue('admin', 'admin-pw'), createdAt: madeAt } },
  });
  const lines: LogLine[] = [];
  const guard = createGuard(
    { ...config, ...overrides },
    {
      readerOf: stored.readerOf,
      now,
      log: (line) => lines.push(line),
    },
  );
  return { guard, now, stored, lines };
}

export interface Ask {
  readonly method?: string;
  readonly uri?: string;
  readonly querystring?: string;
  /** Name → its values; names in small letters, as CloudFront writes them. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** What CloudFront hands a viewer request function. */
export function viewerRequestEvent({ method = 'GET', uri = '/token', querystring = '', headers = {} }: Ask = {}) {
  const all = { host: 'd111111abcdef8.cloudfront.net', ...headers };
  const event: CloudFrontRequestEvent = {
    Records: [
      {
        cf: {
          config: {
            distributionDomainName: 'd111111abcdef8.cloudfront.net',
            distributionId: 'EDFDVBD6EXAMPLE',
            eventType: 'viewer-request',
            requestId: 'request-1',
          },
          request: {
            clientIp: '203.0.113.178',
            method,
            uri,
            querystring,
            headers: Object.fromEntries(
              Object.entries(all).map(([name, values]) => [
                name,
                [values].flat().map((value) => ({ key: name, value })),
              ]),
            ),
          },
        },
      },
    ],
  };
  return event;
}

export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

type Result = CloudFrontRequest | CloudFrontResultResponse;

export function isAnswer(result: Result): result is CloudFrontResultResponse {
  return 'status' in result;
}

/** An answer as a client sees it. @throws Error when the guard let the request through. */
export function answered(result: Result) {
  if (!isAnswer(result)) throw new Error('the guard let it through');
  const headers = new Headers(
    Object.values(result.headers ?? {}).flatMap((values) =>
      values.map(({ key, value }): [string, string] => [key ?? '', value]),
    ),
  );
  return { status: Number(result.status), headers, body: result.body, raw: result };
}

/** The request as it goes on. @throws Error when the guard answered it. */
export function passed(result: Result): CloudFrontRequest {
  if (isAnswer(result)) throw new Error(`the guard answered ${result.status}`);
  return result;
}
