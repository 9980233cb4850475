import type { Stated, StatedRoute } from '../conformance/requests.ts';

/** Names its streams in the body, and its lifetime too. */
const create: StatedRoute = {
  terms: ['streams'],
  hasLifetime: true,
  request: ({ terms: { streams = 'stage' } = {}, lifetimeSeconds }) => ({
    body: {
      label: 'a token',
      streams: [{ streamName: streams }],
      ...(lifetimeSeconds !== undefined && { expires: lifetimeSeconds }),
    },
  }),
};

/** For the same streams, with a tracking id. */
const createTracked: StatedRoute = {
  ...create,
  terms: ['streams', 'trackingIds'],
  request(asking) {
    const { trackingIds } = asking.terms ?? {};
    const { body } = create.request(asking);
    return { body: { ...body, ...(trackingIds !== undefined && { tracking: { trackingId: trackingIds } }) } };
  },
};

const onAir: StatedRoute = {
  terms: ['streams'],
  hasLifetime: false,
  request: ({ terms: { streams = 'stage' } = {} }) => ({ query: { streamId: `account/${streams}` } }),
};

export const stated: Stated = {
  configuration: { viewer: { lifetime: { default: 600, maximum: 7_200 } } },
  // Whoever has a publish token publishes. Rights to tracking ids limit subscribe tokens, which a caller names in full.
  namesNobody: ['createPublishToken', 'createToken', 'createSubscribeToken'],
  routes: {
    createPublishToken: create,
    createSubscribeToken: createTracked,
    createToken: create,
    activePublishTokens: onAir,
  },
};
