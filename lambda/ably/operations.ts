/** What a token can allow on a channel: https://ably.com/docs/auth/capabilities#capability-operations */
export const operations = [
  'subscribe',
  'publish',
  'presence',
  'history',
  'object-subscribe',
  'object-publish',
  'annotation-subscribe',
  'annotation-publish',
  'message-update-own',
  'message-update-any',
  'message-delete-own',
  'message-delete-any',
  'push-subscribe',
  'push-admin',
  'channel-metadata',
  'privileged-headers',
  'stats',
] as const;
export type Operation = (typeof operations)[number];

/** Every operation, also those that Ably may add. Ably takes it only alone. */
export const EVERY_OPERATION = '*';
