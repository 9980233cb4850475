import * as v from 'valibot';
import { Key } from '../shared/providers/key.ts';
import type { Kind } from './options.ts';

/**
 * The secret of `use-auth-secret`. Servers take any text, but a credential says its user name, and so it lets its holder
 * try secrets: a short one would be found.
 */
export const SharedSecretKeys = v.object({ secret: v.pipe(Key, v.minLength(16)) });
export type SharedSecretKeys = v.InferOutput<typeof SharedSecretKeys>;

/** The id belongs to its token: with another key, both change. */
export const CloudflareKeys = v.object({
  /** A part of the URL. */
  keyId: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/i)),
  apiToken: Key,
});
export type CloudflareKeys = v.InferOutput<typeof CloudflareKeys>;

export const TwilioKeys = v.object({
  /** A part of the URL. */
  accountSid: v.pipe(v.string(), v.regex(/^AC[0-9a-fA-F]{32}$/)),
  /** The user name of Basic authentication. */
  apiKeySid: v.pipe(v.string(), v.regex(/^(?:SK|AC)[0-9a-fA-F]{32}$/)),
  apiKeySecret: Key,
});
export type TwilioKeys = v.InferOutput<typeof TwilioKeys>;

const keysOf = { 'shared-secret': SharedSecretKeys, cloudflare: CloudflareKeys, twilio: TwilioKeys } as const;

/**
 * The content of the TURN secret. It has the fields of all kinds, so that it stays the same secret when a stage changes its
 * kind. Those of other kinds are empty.
 */
export const TurnKeys = v.object({
  ...SharedSecretKeys.entries,
  ...CloudflareKeys.entries,
  ...TwilioKeys.entries,
});

export function fieldsOf(kind: Kind): string[] {
  return Object.keys(keysOf[kind].entries);
}
