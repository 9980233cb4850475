import { CALLER_HEADER, ORIGIN_HEADER } from '../api/headers.ts';
import type { Audience } from '../api/route.ts';
import { accessTokenRoute, rtmTokenRoute } from '../lambda/agora/contract.ts';
import { interactivityTokenRoute } from '../lambda/interactivity/contract.ts';
import { subscribeTokenRoutes } from '../lambda/millicast/contract/management-routes.ts';
import { viewerTokenRoute } from '../lambda/millicast/contract/viewer-token-route.ts';
import { clientTokensRoute } from '../lambda/momento/contract.ts';
import { originSecretName } from '../lib/secrets/secret-names.ts';
import { viewerRequestEvent } from '../test/edge-auth/support.ts';
import { apiEvent } from '../test/support/api-event.ts';
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
  /** The file below tutorials/ that does the same. */
  readonly tutorial?: string;
  /** The first is asked at a cold start; each is asked when it is warm. */
  readonly requests: readonly BenchedRequest[];
}

type Route = Parameters<typeof apiEvent>[0] & { readonly name: string; readonly audience: Audience };

/** A route of a token function that is answered with 200; it is asked by the caller that is named after its audience. */
function vends(route: Route, query: Record<string, string>, bare?: Bare): BenchedRequest {
  return {
    name: route.name,
    event: () => {
      const event = apiEvent(route, query);
      return { ...event, requestContext: { ...event.requestContext, authorizer: { caller: route.audience } } };
    },
    isRight: (answer: { statusCode: number }) => answer.statusCode === 200,
    ...(bare !== undefined && { bare }),
  };
}

function viewer(name: string, authorization: (surroundings: Surroundings) => string, status?: string): BenchedRequest {
  return {
    name,
    event: (surroundings) =>
      viewerRequestEvent({ uri: '/access_token', headers: { authorization: authorization(surroundings) } }),
    isRight: (answer: { status?: string }) => answer.status === status,
    bare: 'sha256',
  };
}

const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const clientPassword = (surroundings: Surroundings) =>
  JSON.parse(surroundings.secret('CallerSecretclient')).password as string;

const rtc = { channelName: 'test', uid: '1234', role: 'publisher' };

const agoraRequests = [
  vends(accessTokenRoute, { ...rtc, version: '006' }, 'agora006Token'),
  vends({ ...accessTokenRoute, name: 'agoraRtc 007' }, { ...rtc, version: '007' }, 'agora007Token'),
  vends(rtmTokenRoute, { userId: 'ada' }, 'agoraRtm006Token'),
];

/** Every function that a token waits for. */
export const functions: readonly BenchedFunction[] = [
  {
    id: 'guard',
    kilobytes: 200,
    tutorial: 'guard.cjs',
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
            ...apiEvent(accessTokenRoute),
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
    tutorial: 'agora.cjs',
    requests: agoraRequests.flatMap((request) => [
      request,
      { ...request, name: `${request.name}, unlogged`, silent: true },
    ]),
  },
  {
    id: 'interactivity',
    coldBudget: 1.5,
    kilobytes: 200,
    tutorial: 'interactivity.cjs',
    requests: [vends(interactivityTokenRoute, {}, 'sha256')],
  },
  {
    id: 'viewer-token',
    coldBudget: 1.5,
    kilobytes: 200,
    requests: [vends(viewerTokenRoute, { streamName: 'test' }, 'jwt')],
  },
  {
    id: 'millicast',
    coldBudget: 1.5,
    kilobytes: 200,
    requests: [{ ...vends(subscribeTokenRoutes.list, { page: '1', itemsOnPage: '10' }), asksProvider: true }],
  },
  {
    id: 'momento',
    coldBudget: 3,
    kilobytes: 1_200,
    tutorial: 'momento.cjs',
    requests: [{ ...vends(clientTokensRoute, {}), asksProvider: true }],
  },
];
