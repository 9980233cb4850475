import type { Role } from './role.ts';

/** Who makes a call: a session of a role. */
export interface Identity {
  readonly role: Role;
  /** The function's name, for a role that a function has taken on. */
  readonly session: string;
}

/** Who calls an AWS API, and in the region that the call is signed for. */
export interface ApiCaller extends Identity {
  readonly region: string;
}

/** Whose an access key is; undefined where it is nobody's. */
export type Identify = (accessKeyId: string) => Identity | undefined;

/**
 * Whose key signed a request, and for which region, by Signature Version 4. Signatures themselves are not checked.
 *
 * @param authorization the header.
 * @param service as the signature's scope names it, such as `secretsmanager`.
 * @returns undefined when it isn't signed for that service.
 */
export function readCredential(
  authorization: string | undefined,
  service: string,
): { readonly accessKeyId: string; readonly region: string } | undefined {
  const [, accessKeyId, region, signedFor] =
    /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization ?? '') ?? [];
  if (accessKeyId === undefined || region === undefined || signedFor !== service) return undefined;
  return { accessKeyId, region };
}
