/* In the bundle it stands for the index of @gomomento/generated-types, which loads the messages of every service. */
export * as cache from '@gomomento/generated-types/dist/cacheclient.js';
export * as token from '@gomomento/generated-types/dist/token.js';
export { auth, control, ping, pubsub, webhook } from './unused.ts';
