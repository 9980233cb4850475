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

const onAir: StatedRoute = {
  terms: ['streams'],
  hasLifetime: false,
  request: ({ terms: { streams = 'stage' } = {} }) => ({ query: { streamId: `account/${streams}` } }),
};

export const stated: Stated = {
  configuration: { viewer: { lifetime: { default: 600, maximum: 7_200 } } },
  routes: {
    createPublishToken: create,
    createSubscribeToken: create,
    createToken: create,
    activePublishTokens: onAir,
  },
};
