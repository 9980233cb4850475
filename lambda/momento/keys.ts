import * as v from 'valibot';
import { isCellHost } from './cell-host.ts';

/** A v1 key is base64 of this. It contains its endpoint. */
const Version1 = v.object({
  endpoint: v.pipe(v.string(), v.regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i), v.check(isCellHost)),
  api_key: v.pipe(v.string(), v.regex(/^[!-~]+$/)),
});

/** The claims of a v2 key, which is a JWT. It doesn't contain an endpoint. */
const Version2 = v.object({ t: v.literal('g') });

/** @returns undefined for a text that is no API key. */
export function apiKeyVersion(apiKey: string): 1 | 2 | undefined {
  const text = base64Text(apiKey);
  // Momento's SDK distinguishes the two in the same way.
  if (text !== undefined && base64Of(text) === apiKey) return v.is(Version1, parsed(text)) ? 1 : undefined;
  const [, claims] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(apiKey) ?? [];
  if (claims === undefined) return undefined;
  return v.is(Version2, parsed(base64Text(claims.replaceAll('-', '+').replaceAll('_', '/')))) ? 2 : undefined;
}

/** What is sent to Momento of a key, and the endpoint that a v1 key contains. */
export function readApiKey(apiKey: string): { readonly credential: string; readonly endpoint?: string } {
  const version1 = v.safeParse(Version1, parsed(base64Text(apiKey)));
  if (!version1.success) return { credential: apiKey };
  return { credential: version1.output.api_key, endpoint: version1.output.endpoint };
}

/** The texts that must stay secret: the whole key, and for a v1 key also the part that is sent. */
export function credentialsIn(apiKey: string): string[] {
  return [...new Set([apiKey, readApiKey(apiKey).credential])];
}

/** The content of the Momento secret. The stack creates it with an empty string. */
export const MomentoKeys = v.object({
  apiKey: v.pipe(
    v.string(),
    v.check((apiKey) => apiKeyVersion(apiKey) !== undefined),
  ),
});
export type MomentoKeys = v.InferOutput<typeof MomentoKeys>;

/** @returns undefined for a text that is no base64. */
function base64Text(base64: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}

function base64Of(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
