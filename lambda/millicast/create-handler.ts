import { type Handler, on, type RequestContext, serve, type WithRights } from '../shared/http/serve.ts';
import type { Asked, Rights } from '../shared/rights/rights.ts';
import { askedName } from './asked-name.ts';
import { askedTracking } from './asked-tracking.ts';
import type { CreatePublishToken, CreateSubscribeToken } from './contract/create-token.ts';
import { onAirRoutes, publishTokenRoutes, subscribeTokenRoutes } from './contract/management-routes.ts';
import type { millicastRights } from './contract/rights.ts';
import { tutorialRoutes } from './contract/tutorial-routes.ts';
import type { TokenUpdate } from './contract/update-token.ts';
import type { MillicastApi } from './millicast-api.ts';
import { newPublishToken, newSubscribeToken, refuseMatchAll } from './new-token.ts';
import type { MillicastOptions } from './options.ts';
import { ownOnAir, ownTokens } from './own-tokens.ts';
import { publishTokens, subscribeTokens } from './tokens.ts';

type MillicastTerms = typeof millicastRights;
type MillicastRights = Rights<MillicastTerms>;
type OwnRights = WithRights<MillicastTerms>;
type AskedOfMillicast = Asked<MillicastTerms>;

/** What the server in Millicast's guide lists when the request has no page. */
const FIRST_PAGE = { page: 1, itemsOnPage: 100 };

/** @param call calls Millicast's API. */
export function createHandler(
  call: MillicastApi,
  options: MillicastOptions,
  now: () => number,
  rights: MillicastRights,
): Handler {
  const allPublish = publishTokens(call);
  const allSubscribe = subscribeTokens(call);
  const publish = ({ rights: own }: OwnRights) => ownTokens('publish', allPublish, own, now);
  const subscribe = ({ rights: own }: OwnRights) => ownTokens('subscribe', allSubscribe, own, now);
  const onAir = (context: OwnRights) => ownOnAir(allPublish, publish(context), context.rights);

  const optionsFor = ({ maximumLifetimeSeconds = Infinity }: RequestContext): MillicastOptions => ({
    ...options,
    maxLifetimeSeconds: Math.min(options.maxLifetimeSeconds, maximumLifetimeSeconds),
  });

  function allowed(update: TokenUpdate): TokenUpdate {
    refuseMatchAll(update.addTokenStreams ?? [], 'addTokenStreams', options);
    return update;
  }

  // Routes with 'nothing' are about existing tokens: ownTokens checks the rights to each of these.
  return serve(
    [
      on(
        publishTokenRoutes.create,
        (_, context) => publish(context).create(newPublishToken(context.body, optionsFor(context))),
        (_, { body }) => createAsks(body),
      ),
      on(publishTokenRoutes.list, (query, context) => publish(context).list(query), 'nothing'),
      on(publishTokenRoutes.listByName, (query, context) => publish(context).listByName(query), 'nothing'),
      on(publishTokenRoutes.read, (_, context) => publish(context).read(context.params.tokenId), 'nothing'),
      on(
        publishTokenRoutes.update,
        (_, context) => publish(context).update(context.params.tokenId, allowed(context.body)),
        (_, { body }) => updateAsks(body),
      ),
      on(publishTokenRoutes.remove, (_, context) => publish(context).remove(context.params.tokenId), 'nothing'),

      on(
        onAirRoutes.active,
        (query, context) => onAir(context).active(query),
        // streamId is the account's id, a slash and the stream's name.
        ({ streamId }) => ({
          streams: streamId.slice(streamId.indexOf('/') + 1),
          trackingIds: undefined,
          lifetimeSeconds: undefined,
        }),
      ),
      on(onAirRoutes.allActive, (_, context) => onAir(context).allActive(), 'nothing'),
      on(onAirRoutes.disable, (_, context) => onAir(context).disable(context.body), 'nothing'),

      on(
        subscribeTokenRoutes.create,
        (_, context) => subscribe(context).create(newSubscribeToken(context.body, optionsFor(context))),
        (_, { body, rights: own }) => createAsks(body, askedTracking(body.tracking?.trackingId, own)),
      ),
      on(subscribeTokenRoutes.list, (query, context) => subscribe(context).list(query), 'nothing'),
      on(subscribeTokenRoutes.listByName, (query, context) => subscribe(context).listByName(query), 'nothing'),
      on(subscribeTokenRoutes.read, (_, context) => subscribe(context).read(context.params.tokenId), 'nothing'),
      on(
        subscribeTokenRoutes.update,
        (_, context) => subscribe(context).update(context.params.tokenId, allowed(context.body)),
        (_, { body }) => updateAsks(body),
      ),
      on(subscribeTokenRoutes.remove, (_, context) => subscribe(context).remove(context.params.tokenId), 'nothing'),

      on(
        tutorialRoutes.create,
        (_, context) => publish(context).create(newPublishToken(context.body, optionsFor(context))),
        (_, { body }) => createAsks(body),
      ),
      on(tutorialRoutes.get, (_, context) => publish(context).read(context.body.tokenId), 'nothing'),
      on(
        tutorialRoutes.update,
        (_, context) => publish(context).update(context.body.tokenId, allowed(context.body.data)),
        (_, { body }) => updateAsks(body.data),
      ),
      on(
        tutorialRoutes.updateByPost,
        (_, context) => publish(context).update(context.body.tokenId, allowed(context.body.data)),
        (_, { body }) => updateAsks(body.data),
      ),
      on(tutorialRoutes.remove, (_, context) => publish(context).remove(context.body.tokenId), 'nothing'),
      on(tutorialRoutes.removeByPost, (_, context) => publish(context).remove(context.body.tokenId), 'nothing'),
      on(
        tutorialRoutes.list,
        ({ page, itemsOnPage }, context) =>
          publish(context).list({
            page: page ?? FIRST_PAGE.page,
            itemsOnPage: itemsOnPage ?? FIRST_PAGE.itemsOnPage,
          }),
        'nothing',
      ),
      on(
        tutorialRoutes.listByPost,
        (_, context) =>
          publish(context).list({
            page: context.body.page ?? FIRST_PAGE.page,
            itemsOnPage: context.body.itemsOnPage ?? FIRST_PAGE.itemsOnPage,
          }),
        'nothing',
      ),
    ],
    now,
    rights,
  );
}

/** What a create asks for, in the terms of rights. A token without an end has an infinite lifetime. */
function createAsks(
  { streams, expires }: CreatePublishToken | CreateSubscribeToken,
  trackingIds?: string | undefined,
): AskedOfMillicast {
  const lifetimeSeconds = expires === 'never' ? Infinity : (expires ?? undefined);
  return { streams: streams.map(askedName), trackingIds, lifetimeSeconds };
}

function updateAsks({ addTokenStreams = [], removeTokenStreams = [] }: TokenUpdate): AskedOfMillicast {
  const streams = [...addTokenStreams.map(askedName), ...removeTokenStreams];
  // No update changes a tracking id.
  return { streams, trackingIds: undefined, lifetimeSeconds: undefined };
}
