/** A request that asks for nothing which rights can limit: each route says what it does ask for. */
export const askedNothing = {
  rooms: undefined,
  identities: undefined,
  publish: undefined,
  subscribe: undefined,
  data: undefined,
  sources: undefined,
  agents: undefined,
  metadata: undefined,
  roomConfig: undefined,
  lifetimeSeconds: undefined,
} as const;
