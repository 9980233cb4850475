/*
 * In the bundle it stands for what Momento's SDK loads and vending never calls: the messages and clients of its other
 * services, and gRPC's reader of .proto files. While it loads, the SDK may pick parts out of it, and it makes a client
 * of each service it knows; whoever calls one fails.
 */

function unusedInTheBundle(): never {
  throw new Error('this part of Momento’s SDK isn’t in the bundle');
}

const unused: unknown = new Proxy(unusedInTheBundle, {
  get: (part, name) => (name === 'prototype' ? part.prototype : unused),
  construct: () => ({}),
});

export {
  unused as auth,
  unused as control,
  unused as leaderboard,
  unused as ping,
  unused as pubsub,
  unused as webhook,
};
