import fc from 'fast-check';
import * as v from 'valibot';
import type { Audience, Route } from '../../api/route.ts';
import type { agoraRights } from '../../lambda/agora/contract.ts';
import { createHandler as agoraHandler } from '../../lambda/agora/create-handler.ts';
import { type ContractRoute, routes as contract } from '../../lambda/contract.ts';
import { createHandler as interactivityHandler } from '../../lambda/interactivity/create-handler.ts';
import type { millicastRights } from '../../lambda/millicast/contract/rights.ts';
import { createHandler as millicastHandler } from '../../lambda/millicast/create-handler.ts';
import { type MillicastApi, read } from '../../lambda/millicast/millicast-api.ts';
import { MillicastOptions } from '../../lambda/millicast/options.ts';
import { type AdmissionRequest, decideAdmission } from '../../lambda/millicast/sandbox/director.ts';
import type { Token } from '../../lambda/millicast/sandbox/token.ts';
import { tokenApi } from '../../lambda/millicast/sandbox/token-api.ts';
import { type TokenStore, tokenStore } from '../../lambda/millicast/sandbox/token-store.ts';
import { createHandler as momentoHandler } from '../../lambda/momento/create-handler.ts';
import type { Momento } from '../../lambda/momento/momento.ts';
import { MomentoOptions } from '../../lambda/momento/options.ts';
import { tokenSource } from '../../lambda/momento/token-source.ts';
import { createHandler as openApiHandler } from '../../lambda/openapi/create-handler.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import type { Handler } from '../../lambda/shared/http/serve.ts';
import { type CallerRights, type Rights, routeName } from '../../lambda/shared/rights/rights.ts';
import { createHandler as viewerHandler } from '../../lambda/viewer-token/create-handler.ts';
import { ViewerTokenOptions } from '../../lambda/viewer-token/options.ts';
import { keys as agoraKeys } from '../lambda/agora/fixtures.ts';
import { apiEvent } from './api-event.ts';
import { ManualClock } from './manual-clock.ts';
import { stageContract } from './stage-contract.ts';

export { agoraKeys };

/** The providers whose functions are made below. That others hold to rights, test/lambda/conformance proves alone. */
const made = ['agora', 'interactivity', 'momento', 'millicast'] as const;
type Made = (typeof made)[number];

export type ServedRoute = Route & { readonly audience: Audience };
type Served = Exclude<ContractRoute, { readonly audience: 'anybody' }>;
export type ServedName = Exclude<
  Served,
  { readonly provider: Exclude<ProviderId, Made> } | { readonly needsUsers: true }
>['name'];

/** Those that a function answers, on a stage without signed-in users: what is anybody's, the guard does. */
export const routes = contract.filter(
  (route): route is ServedRoute =>
    route.audience !== 'anybody' &&
    !route.needsUsers &&
    (route.provider === undefined || made.some((id) => id === route.provider)),
);

/*
 * Every route of these providers, answered in process by the functions themselves, with the Millicast stand-in behind them
 * but no socket: fast enough to be asked some hundred thousand times.
 */

/** Rights in the terms of all providers. */
export type TriedRights = CallerRights<typeof agoraRights & typeof millicastRights>;

/** `client` is the caller whose rights are tried; `owner` may do everything, and makes what `client` may not have. */
export type Who = 'client' | 'owner';

export interface Input {
  readonly query?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  readonly body: any;
  readonly text: string;
}

export interface EveryRoute {
  readonly clock: ManualClock;
  readonly store: TokenStore;
  /** Every token that Momento gave, by its string. */
  readonly disposable: ReadonlyMap<string, { readonly holder: string; readonly exp: number }>;
  ask(who: Who, route: ServedRoute, input: Input): Promise<Answered>;
  admits(request: AdmissionRequest, at: number): boolean;
  tokens(): Token[];
}

export interface WorldOptions {
  readonly rights: TriedRights;
  /** Whether Millicast makes every token without an end, whatever is asked. */
  readonly endless: boolean;
}

/** What viewer tokens are signed with: the first token of every world, and nobody's to make or change. */
const PARENT = { label: 'label of the parent', streams: [{ streamName: '.*', isRegex: true }] };

export function everyRoute({ rights: own, endless }: WorldOptions): EveryRoute {
  const clock = new ManualClock();
  const { now } = clock;
  const store = tokenStore();
  const api = tokenApi(store, now);
  const rights: Rights = { client: own, owner: { routes: routes.map(routeName), only: {} } };

  const call: MillicastApi = async (operation, data) => {
    const { method, path, query = {}, body } = operation;
    const params = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
    const said = body && (JSON.parse(JSON.stringify(body)) as Record<string, unknown>);
    if (endless && method === 'POST') delete said?.expires;
    const given = params.filter(([, value]) => value !== 'undefined');
    const request = { method, path: `/api${path}`, query: new URLSearchParams(given), body: said };
    const answer = api(request);
    return read(operation, { status: answer.status, json: answer.body }, data);
  };

  api({ method: 'POST', path: '/api/subscribe_token', query: new URLSearchParams(), body: PARENT });
  const { id: tokenId, token, streams } = store.all('subscribe')[0] as Token;
  const parent = async () => ({ tokenId, token, streams: [...streams], expiresAt: null });

  const disposable = new Map<string, { holder: string; exp: number }>();
  const kept = new Map<string, Uint8Array>();
  const momento: Momento = {
    async generateToken({ lifetimeSeconds }, holder) {
      const made = { token: `disposable-${disposable.size}`, endpoint: 'cell.momento.invalid' };
      const exp = Math.floor(now() / 1000) + lifetimeSeconds;
      disposable.set(made.token, { holder, exp });
      return { ...made, exp };
    },
    getItem: async (_cache, key) => kept.get(key),
    setItem: async (_cache, key, value) => void kept.set(key, value),
    close: () => {},
  };
  const scope = { cache: 'game', topics: { role: 'subscribeonly', names: 'all' } } as const;
  const momentoOptions = v.parse(MomentoOptions, { client: scope, admin: scope, reuse: 'caller' });
  const keys = { consumerKey: 'consumer-key', consumerSecret: 'consumer-secret' };
  const interactivity = { token_type: 'Bearer', access_token: 'of the application', expires_in: 3_600 };
  const agoraOptions = {
    tokenVersion: '006',
    versionByQuery: true,
    lifetime: { default: 3_600, maximum: 7_200 },
  } as const;

  const viewer = viewerHandler(parent, v.parse(ViewerTokenOptions, {}), now, rights);
  const millicast = millicastHandler(
    call,
    v.parse(MillicastOptions, { allowEndlessTokens: true, allowMatchAll: true }),
    now,
    rights,
  );
  const handlers: Record<string, Handler> = {
    agora: agoraHandler(async () => agoraKeys, agoraOptions, now, rights),
    interactivity: interactivityHandler(
      async () => keys,
      async () => interactivity,
      now,
      rights,
    ),
    momento: momentoHandler(
      tokenSource(async () => ({ apiKey: 'key', momento }), momentoOptions, now),
      now,
      rights,
    ),
  };
  const openApi = (audience: Audience) => openApiHandler(contracts[audience], now, rights);

  function handlerOf({ provider, audience }: ServedRoute): Handler {
    if (provider === undefined) return openApi(audience);
    return handlers[provider] ?? (audience === 'client' ? viewer : millicast);
  }

  return {
    clock,
    store,
    disposable,
    async ask(who, route, { query, params = null, body }) {
      const event = apiEvent(route, query, { params, body: body ? JSON.stringify(body) : null });
      const answer = await handlerOf(route)({
        ...event,
        requestContext: { ...event.requestContext, authorizer: { caller: who } },
      });
      return { status: answer.statusCode, body: JSON.parse(answer.body), text: answer.body };
    },
    admits(request, at) {
      const held = { publish: store.all('publish'), subscribe: store.all('subscribe') };
      return decideAdmission(held, request, at).admission.admitted;
    },
    tokens: () => [...store.all('publish'), ...store.all('subscribe')],
  };
}

const contracts = { client: stageContract('client'), admin: stageContract('admin') };

export const streamNames = ['room-1', 'room-2', 'stage', 's', 'other'];
const patterns = ['room-.*', 'room-[12]', 'room-1|stage', '.*', 's'];

const name = fc.constantFrom(...streamNames);
const entry = fc.oneof(
  { weight: 3, arbitrary: name.map((streamName) => ({ streamName })) },
  { weight: 1, arbitrary: fc.constantFrom(...patterns).map((streamName) => ({ streamName, isRegex: true })) },
);
const streams = fc.array(entry, { minLength: 1, maxLength: 2 });
const seconds = fc.constantFrom(20, 599, 600, 601, 4_000, 86_400);
/** Ids count from 1, the parent's; the last of them is rarely there. */
const tokenId = fc.integer({ min: 1, max: 6 });
const label = fc.constantFrom('label one', 'label two');

const created = fc.record(
  { label, streams, expires: fc.oneof(seconds, fc.constant('never' as const)), subscribeRequiresAuth: fc.boolean() },
  { requiredKeys: ['label', 'streams'] },
);
const updated = fc
  .record(
    {
      label,
      refreshToken: fc.constant(true),
      isActive: fc.boolean(),
      addTokenStreams: streams,
      removeTokenStreams: fc.array(fc.oneof(name, fc.constantFrom(...patterns)), { minLength: 1, maxLength: 2 }),
      allowedOrigins: fc.constantFrom([], ['evil.example']),
      updateBindIpsOnUsage: fc.constantFrom(0, 3),
    },
    { requiredKeys: [] },
  )
  .filter((given) => Object.keys(given).length > 0);
const paging = fc.constantFrom({ page: '1', itemsOnPage: '100' }, { page: '2', itemsOnPage: '2' });
const nothing = fc.constant({});
const renewed = fc.constantFrom({}, { query: { renew: 'true' } });
const optionalSeconds = fc.record({ expireTime: seconds.map(String) }, { requiredKeys: [] });

function withoutSetting<T extends { subscribeRequiresAuth?: boolean }>({ subscribeRequiresAuth: _, ...rest }: T) {
  return rest;
}

/** @param tokens of the path, where ids stand. */
function management(kind: 'Publish' | 'Subscribe') {
  const body = kind === 'Publish' ? created : created.map(withoutSetting);
  const byId = tokenId.map((id) => ({ params: { tokenId: String(id) } }));
  return {
    create: body.map((given) => ({ body: given })),
    list: paging.map((query) => ({ query })),
    listByName: fc.tuple(paging, name).map(([query, text]) => ({ query: { ...query, name: text } })),
    read: byId,
    update: fc.tuple(byId, updated).map(([at, given]) => ({ ...at, body: given })),
    remove: byId,
  };
}

const publish = management('Publish');
const subscribe = management('Subscribe');
const idInBody = tokenId.map((id) => ({ body: { tokenId: id } }));
const updateInBody = fc.tuple(tokenId, updated).map(([id, data]) => ({ body: { tokenId: String(id), data } }));

const agoraVersion = fc
  .tuple(fc.record({ version: fc.constantFrom('006', '007') }, { requiredKeys: [] }), optionalSeconds)
  .map(([version, life]) => ({ ...version, ...life }));

/** What may be asked of each route; a route of theirs that isn't here is a type error. */
export const inputs: Record<ServedName, fc.Arbitrary<Input>> = {
  agoraRtc: fc
    .tuple(
      fc.constantFrom('room-1', 'stage'),
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.record(
            { role: fc.constantFrom('publisher', 'subscriber'), version: fc.constantFrom('006', '007') },
            { requiredKeys: [] },
          ),
        },
        { weight: 1, arbitrary: fc.constant({ version: '007', rtmUserId: 'ada' }) },
      ),
      optionalSeconds,
    )
    .map(([channelName, more, life]) => ({ query: { channelName, ...more, ...life } })),
  agoraRtm: agoraVersion.map((query) => ({ query: { userId: 'ada', ...query } })),
  agoraUiKitRtc: fc
    .tuple(fc.constantFrom('room-1', 'stage'), fc.constantFrom('publisher', 'subscriber'), agoraVersion)
    .map(([channelName, role, query]) => ({ params: { channelName, role, uid: '0' }, query })),
  agoraUiKitRtm: agoraVersion.map((query) => ({ params: { userId: 'ada' }, query })),
  interactivity: renewed,
  momento: renewed,
  momentoAdmin: renewed,
  millicastViewer: fc.tuple(name, optionalSeconds).map(([streamName, life]) => ({ query: { streamName, ...life } })),
  createPublishToken: publish.create,
  listPublishTokens: publish.list,
  listPublishTokensByName: publish.listByName,
  readPublishToken: publish.read,
  updatePublishToken: publish.update,
  deletePublishToken: publish.remove,
  activePublishTokens: name.map((text) => ({ query: { streamId: `account/${text}` } })),
  allActivePublishTokens: nothing,
  disablePublishTokens: fc.array(tokenId, { minLength: 1, maxLength: 3 }).map((tokenIds) => ({ body: { tokenIds } })),
  createSubscribeToken: subscribe.create,
  listSubscribeTokens: subscribe.list,
  listSubscribeTokensByName: subscribe.listByName,
  readSubscribeToken: subscribe.read,
  updateSubscribeToken: subscribe.update,
  deleteSubscribeToken: subscribe.remove,
  createToken: publish.create,
  getToken: idInBody,
  updateTokenByPost: updateInBody,
  updateToken: updateInBody,
  deleteTokenByPost: idInBody,
  deleteToken: idInBody,
  getList: fc.constantFrom({}, { query: { page: '1', itemsOnPage: '3' } }),
  getListByPost: fc.constantFrom({ body: {} }, { body: { page: 2, itemsOnPage: 2 } }),
  clientOpenApi: nothing,
  adminOpenApi: nothing,
};

const some = <T>(item: fc.Arbitrary<T>) =>
  fc.option(fc.array(item, { minLength: 1, maxLength: 2 }), { nil: undefined });

export const callerRights: fc.Arbitrary<TriedRights> = fc.record({
  routes: fc.oneof(
    { weight: 4, arbitrary: fc.constant(routes.map(routeName)) },
    { weight: 1, arbitrary: fc.subarray(routes.map(routeName)) },
  ),
  only: fc.record({
    streams: some(fc.constantFrom('room-*', 'room-1', 'stage', 's*', '*')),
    channels: some(fc.constantFrom('room-*', 'stage')),
    roles: some(fc.constantFrom('publisher', 'subscriber')),
    versions: some(fc.constantFrom('006', '007')),
  }),
  maximumLifetimeSeconds: fc.constantFrom(undefined, 60, 600, 5_000),
});
