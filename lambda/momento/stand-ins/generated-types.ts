/* The index of @gomomento/generated-types loads the messages of every service. The function needs these two. */
export * as cache from '@gomomento/generated-types/dist/cacheclient.js';
export * as token from '@gomomento/generated-types/dist/token.js';

import { unused } from '../../stand-ins/unused.ts';

export {
  unused as auth,
  unused as control,
  unused as function_types,
  unused as leaderboard,
  unused as ping,
  unused as pubsub,
  unused as webhook,
};
