import { CALLER_HEADER, ORIGIN_HEADER } from '../api/headers.ts';
import type { Audience, Route } from '../api/route.ts';
import { accessTokenRoute, rtmTokenRoute } from '../lambda/agora/contract.ts';
import { interactivityTokenRoute } from '../lambda/interactivity/contract.ts';
import { subscribeTokenRoutes } from '../lambda/millicast/contract/management-routes.ts';
import { viewerTokenRoute } from '../lambda/millicast/contract/viewer-token-route.ts';
import { clientTokensRoute } from '../lambda/momento/contract.ts';
import { originSecretName } from '../lib/secrets/secret-names.ts';
import { apiEvent, viewerRequestEvent } from './events.ts';
import { STAGE } from './stage.ts';
import type { Surroundings } from './surroundings.ts';

type Bare = keyof typeof import('./bare.ts');

/** A request to a function, and how its right answer is told from a wrong one: an error would be fast, too. */
export interface BenchedRequest {
  readonly name: string;
  event(surroundings: Surroundings): unknown;
  isRight(answer: never): boolean;
  /** The export of bare.ts that does what can't be left out. */
  readonly bare?: Bare;
  /** Its log line is made, but not written: vending by itself. */
  readonly silent?: boolean;
  /** Each is a call to the provider's stand-in, so it is asked less often. */
  readonly asksProvider?: boolean;
}

export interface BenchedFunction {
  /** The value of its tag `function`. */
  readonly id: string;
  /** Its cold start may be so many times an empty handler's; nothing is said of the guard's. */
  readonly coldBudget?: number;
  /** Its bundle may be so many KB. */
  readonly kilobytes: number;
  /** The file of the project that does the same, as tutorials write it. */
  readonly tutorial?: string;
  /** The first is asked at a cold start; each is asked when it is warm. */
  readonly requests: readonly BenchedRequest[];
}

type TokenRoute = Pick<Route, 'method' | 'path' | 'name' | 'example'> & { readonly audience: Audience };

/**
 * The example of a route, asked by the caller that is named after the route's audience. The right answer is a 200.
 *
 * @param query beside the example's.
 */
function vends(route: TokenRoute, bare?: Bare, query: Readonly<Record<string, string>> = {}): BenchedRequest {
  const { searchParams } = new URL(route.example, 'https://example.com');
  return {
    name: route.name,
    event: ({ apis }) => apiEvent(apis, route, { ...Object.fromEntries(searchParams), ...query }, route.audience),
    isRight: (answer: { statusCode: number }) => answer.statusCode === 200,
    ...(bare !== undefined && { bare }),
  };
}

function viewer(name: string, authorization: (surroundings: Surroundings) => string, status?: string): BenchedRequest {
  return {
    name,
    event: (surroundings) => viewerRequestEvent('/access_token', authorization(surroundings)),
    isRight: (answer: { status?: string }) => answer.status === status,
    bare: 'sha256',
  };
}

const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const clientPassword = (surroundings: Surroundings) =>
  JSON.parse(surroundings.secret('CallerSecretclient')).password as string;

const agoraRequests = [
  vends(accessTokenRoute, 'agora006Token', { version: '006' }),
  vends({ ...accessTokenRoute, name: 'agoraRtc 007' }, 'agora007Token', { version: '007' }),
  vends(rtmTokenRoute, 'agoraRtm006Token'),
];

/** Every function that a token waits for. */
export const functions: readonly BenchedFunction[] = [
  {
    id: 'guard',
    kilobytes: 200,
    tutorial: 'bench/tutorials/guard.cjs',
    requests: [
      viewer('allow', (surroundings) => basic('client', clientPassword(surroundings))),
      viewer('deny', () => basic('client', 'not the password'), '401'),
      viewer('unknown user', () => basic('nobody', 'any password'), '401'),
      viewer('malformed', () => 'Basic %%% not base64 %%%', '401'),
    ],
  },
  {
    id: 'authorizer-client',
    coldBudget: 1.5,
    kilobytes: 200,
    requests: [
      {
        name: 'allow',
        event: (surroundings) => {
          const given = { [ORIGIN_HEADER]: surroundings.secret(originSecretName(STAGE)), [CALLER_HEADER]: 'client' };
          return {
            ...apiEvent(surroundings.apis, accessTokenRoute, {}, 'client'),
            type: 'REQUEST',
            methodArn: `arn:aws:execute-api:us-east-1:123456789012:abcdefghij/${STAGE}/GET/access_token`,
            headers: given,
            multiValueHeaders: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value]])),
          };
        },
        isRight: (answer: { principalId: string }) => answer.principalId === 'client',
        bare: 'sha256',
      },
    ],
  },
  {
    id: 'agora',
    coldBudget: 1.5,
    kilobytes: 200,
    tutorial: 'lambda/agora/bench/tutorial.cjs',
    requests: agoraRequests.flatMap((request) => [
      request,
      { ...request, name: `${request.name}, unlogged`, silent: true },
    ]),
  },
  {
    id: 'interactivity',
    coldBudget: 1.5,
    kilobytes: 200,
    tutorial: 'lambda/interactivity/bench/tutorial.cjs',
    requests: [vends(interactivityTokenRoute, 'sha256')],
  },
  {
    id: 'viewer-token',
    coldBudget: 1.5,
    kilobytes: 200,
    requests: [vends(viewerTokenRoute, 'jwt')],
  },
  {
    id: 'millicast',
    coldBudget: 1.5,
    kilobytes: 200,
    requests: [{ ...vends(subscribeTokenRoutes.list), asksProvider: true }],
  },
  {
    id: 'momento',
    coldBudget: 3,
    kilobytes: 1_200,
    tutorial: 'lambda/momento/bench/tutorial.cjs',
    requests: [{ ...vends(clientTokensRoute), asksProvider: true }],
  },
];
