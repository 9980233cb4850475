import type { Role } from './role.ts';

/** Who makes a call: a session of a role. */
export interface Identity {
  readonly role: Role;
  /** The session's name. For the role of a function, it is the function's name. */
  readonly session: string;
}

/** Who calls an AWS API, and the region that the call is signed for. */
export interface ApiCaller extends Identity {
  readonly region: string;
}

/** Gives the owner of an access key; undefined for an unknown key. */
export type Identify = (accessKeyId: string) => Identity | undefined;

/**
 * Reads from Signature Version 4 which key signed a request, and for which region. The signature itself isn't checked.
 *
 * @param authorization the Authorization header.
 * @param service its name in the signature's scope, such as `secretsmanager`.
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
