import type { CreatePublishToken, CreateSubscribeToken } from '../../api/millicast/create-token.ts';
import { onAirRoutes, publishTokenRoutes, subscribeTokenRoutes } from '../../api/millicast/management-routes.ts';
import type { StreamEntry } from '../../api/millicast/stream-names.ts';
import { ActiveTokens, UpstreamPublishToken, UpstreamSubscribeToken } from '../../api/millicast/token.ts';
import { tutorialRoutes } from '../../api/millicast/tutorial-routes.ts';
import type { TokenUpdate } from '../../api/millicast/update-token.ts';
import type { Asked, AskedName, Rights } from '../shared/rights.ts';
import { type Handler, on, type RequestContext, serve } from '../shared/serve.ts';
import { UpstreamDisabledTokens } from './disabled-tokens.ts';
import { newPublishToken, newSubscribeToken, refuseMatchAll } from './new-token.ts';
import type { MillicastOptions } from './options.ts';
import type { Millicast } from './provider.ts';
import { success, tokens } from './tokens.ts';

/** What the guide's server lists where its page asks for no page. */
const FIRST_PAGE = { page: 1, itemsOnPage: 100 };

/** @param call makes a call of Millicast's API. */
export function createHandler(call: Millicast, options: MillicastOptions, now: () => number, rights: Rights): Handler {
  const publish = tokens(call, 'publish', UpstreamPublishToken);
  const subscribe = tokens(call, 'subscribe', UpstreamSubscribeToken);

  const optionsFor = ({ maximumLifetimeSeconds = Infinity }: RequestContext): MillicastOptions => ({
    ...options,
    maxLifetimeSeconds: Math.min(options.maxLifetimeSeconds, maximumLifetimeSeconds),
  });

  function allowed(update: TokenUpdate): TokenUpdate {
    refuseMatchAll(update.addTokenStreams ?? [], 'addTokenStreams', options);
    return update;
  }

  return serve(
    [
      on(
        publishTokenRoutes.create,
        (_, context) => publish.create(newPublishToken(context.body, optionsFor(context))),
        (_, { body }) => createAsks(body),
      ),
      on(publishTokenRoutes.list, (query) => publish.list(query)),
      on(publishTokenRoutes.listByName, (query) => publish.listByName(query)),
      on(publishTokenRoutes.read, (_, { params }) => publish.read(params.tokenId)),
      on(
        publishTokenRoutes.update,
        (_, { params, body }) => publish.update(params.tokenId, allowed(body)),
        (_, { body }) => updateAsks(body),
      ),
      on(publishTokenRoutes.remove, (_, { params }) => publish.remove(params.tokenId)),

      on(onAirRoutes.active, async (query) =>
        success(await call({ method: 'GET', path: '/publish_token/active', query }, ActiveTokens)),
      ),
      on(onAirRoutes.allActive, async () =>
        success(await call({ method: 'GET', path: '/publish_token/active/all' }, ActiveTokens)),
      ),
      on(onAirRoutes.disable, async (_, { body }) =>
        success(await call({ method: 'PATCH', path: '/publish_token/disable', body }, UpstreamDisabledTokens)),
      ),

      on(
        subscribeTokenRoutes.create,
        (_, context) => subscribe.create(newSubscribeToken(context.body, optionsFor(context))),
        (_, { body }) => createAsks(body),
      ),
      on(subscribeTokenRoutes.list, (query) => subscribe.list(query)),
      on(subscribeTokenRoutes.listByName, (query) => subscribe.listByName(query)),
      on(subscribeTokenRoutes.read, (_, { params }) => subscribe.read(params.tokenId)),
      on(
        subscribeTokenRoutes.update,
        (_, { params, body }) => subscribe.update(params.tokenId, allowed(body)),
        (_, { body }) => updateAsks(body),
      ),
      on(subscribeTokenRoutes.remove, (_, { params }) => subscribe.remove(params.tokenId)),

      on(
        tutorialRoutes.create,
        (_, context) => publish.create(newPublishToken(context.body, optionsFor(context))),
        (_, { body }) => createAsks(body),
      ),
      on(tutorialRoutes.get, (_, { body }) => publish.read(body.tokenId)),
      on(
        tutorialRoutes.update,
        (_, { body }) => publish.update(body.tokenId, allowed(body.data)),
        (_, { body }) => updateAsks(body.data),
      ),
      on(
        tutorialRoutes.updateByPost,
        (_, { body }) => publish.update(body.tokenId, allowed(body.data)),
        (_, { body }) => updateAsks(body.data),
      ),
      on(tutorialRoutes.remove, (_, { body }) => publish.remove(body.tokenId)),
      on(tutorialRoutes.removeByPost, (_, { body }) => publish.remove(body.tokenId)),
      on(tutorialRoutes.list, ({ page, itemsOnPage }) =>
        publish.list({
          page: page ?? FIRST_PAGE.page,
          itemsOnPage: itemsOnPage ?? FIRST_PAGE.itemsOnPage,
        }),
      ),
      on(tutorialRoutes.listByPost, (_, { body: { page, itemsOnPage } }) =>
        publish.list({
          page: page ?? FIRST_PAGE.page,
          itemsOnPage: itemsOnPage ?? FIRST_PAGE.itemsOnPage,
        }),
      ),
    ],
    now,
    rights,
  );
}

/** What rights may limit of a new token; one without an end is asked to live for ever. */
function createAsks({ streams, expires }: CreatePublishToken | CreateSubscribeToken): Asked {
  const lifetimeSeconds = expires === 'never' ? Infinity : (expires ?? undefined);
  return { streams: streams.map(nameOf), lifetimeSeconds };
}

function updateAsks({ addTokenStreams = [], removeTokenStreams = [] }: TokenUpdate): Asked {
  return { streams: [...addTokenStreams.map(nameOf), ...removeTokenStreams] };
}

function nameOf({ streamName, isRegex }: StreamEntry): AskedName {
  return isRegex ? { regex: streamName } : streamName;
}
