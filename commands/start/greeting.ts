import type { CallerValue } from '../../lambda/shared/secrets/caller-value.ts';
import type { FirstRequest } from '../../lib/config/first-request.ts';
import type { FirstUserRequest } from '../../lib/config/first-user-request.ts';
import type { RunningAssembly } from '../../local/run-assembly.ts';
import { ISSUER_URL_VARIABLE } from '../issuer-url.ts';
import { urlAt } from './addresses.ts';
import { callerLines } from './callers.ts';
import { type ConnectedIssuers, tokenArguments } from './issuers.ts';
import { makeSecretLines, operateLines, quoted } from './operate.ts';
import type { ConnectedProvider } from './providers.ts';
import { type Client, withoutPassword } from './without-password.ts';

/** What runs, for a person to read. */
export interface Greeted {
  readonly stagepass: RunningAssembly;
  readonly providers: readonly ConnectedProvider[];
  readonly stage: string;
  /** The stack that it is in, if that isn't its own. */
  readonly stack: string | undefined;
  readonly callers: readonly CallerValue[];
  readonly first: FirstRequest | undefined;
  readonly client: Client | undefined;
  readonly issuers: ConnectedIssuers;
  readonly firstAsUser: FirstUserRequest | undefined;
  readonly asUser: SignedIn | undefined;
  /** Where the last requests are seen. */
  readonly requestsUrl: string;
  /** The addresses by which other machines reach it. */
  readonly reachableAt: readonly string[];
  /** Those of them that the certificate isn't for. */
  readonly notInCertificate: readonly string[];
}

/** A first request with the token of a user. */
export interface SignedIn {
  readonly first: FirstUserRequest;
  readonly token: string;
}

export function greeting(greeted: Greeted): string {
  const { stagepass, providers, stage, callers, first, client, issuers, firstAsUser, asUser, requestsUrl } = greeted;
  return [
    `Stagepass is ready at ${stagepass.url} (in a browser: the console)`,
    `Its requests, and the way that each took: ${requestsUrl}`,
    '',
    ...reached(greeted),
    ...section('Callers', callerLines(callers)),
    ...section('Issuers', issuers.lines),
    ...section('Try it', [...tryIt(stagepass.url, first, callers), ...tryItAsUser(stagepass.url, asUser)]),
    'Providers',
    ...providers.map(({ name, status }) => `  ${name}: ${status}`),
    '',
    ...withoutPassword(stagepass.url, providers, client),
    'Origins, closed to all but CloudFront',
    ...Object.values(stagepass.apis).map((url) => `  ${url}`),
    '',
    ...stagepass.notRun.flatMap((what) => [`Not run here: ${what}.`, '']),
    'Operate it, in another shell; new passwords are told here',
    ...operateLines({
      stage,
      stack: greeted.stack,
      operatorEnvironment: {
        ...stagepass.operatorEnvironment,
        ...(issuers.sandbox && { [ISSUER_URL_VARIABLE]: issuers.sandbox.url }),
      },
      provider: providers[0],
      makeSecrets: providers.flatMap(makeSecretLines),
      caller: callers[0]?.username,
      asUser: firstAsUser,
      userToken: asUser && tokenArguments(asUser.first),
      rotating: stagepass.rotating,
    }).map((line) => `  ${line}`),
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** What `--host` means. */
function reached({ stagepass: { url }, reachableAt, notInCertificate }: Greeted): string[] {
  if (reachableAt.length === 0) return [];
  const isHttps = url.startsWith('https:');
  return [
    'Open to the network: whoever reaches this machine at these addresses can ask, with a password or a token',
    ...reachableAt.map((address) => `  ${urlAt(url, address)}`),
    ...(isHttps
      ? notInCertificate.map(
          (address) =>
            `  certs/server.crt is not for ${address}: delete it and certs/server.key, and both are made for these addresses`,
        )
      : [
          '  Passwords and tokens go there in clear. --https encrypts them, with a certificate for these addresses,',
          '  which the other machine must be told to trust: certs/server.crt',
        ]),
    '',
  ];
}

/** Nothing where there are no lines. */
function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
}

/** The command of the stack's output TryIt, with this URL and password; nothing if all callers are disabled. */
function tryIt(url: string, first: FirstRequest | undefined, callers: readonly CallerValue[]): string[] {
  const caller = callers.find(({ username }) => username === first?.caller);
  if (caller === undefined || first === undefined) return [];
  return [`${curl(url)} -u ${quoted(`${caller.username}:${caller.password}`)} ${quoted(url + first.path)}`];
}

function tryItAsUser(url: string, asUser: SignedIn | undefined): string[] {
  if (asUser === undefined) return [];
  return [`${curl(url)} -H ${quoted(`Authorization: Bearer ${asUser.token}`)} ${quoted(url + asUser.first.path)}`];
}

/** The certificate made here is not signed by an authority. */
function curl(url: string): string {
  return url.startsWith('https:') ? 'curl --cacert certs/server.crt' : 'curl';
}
