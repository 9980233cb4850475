import { hs256 } from '../shared/signing/hs256.ts';
import type { ConnectionDetails, Source } from './contract.ts';
import type { LiveKitKeys } from './keys.ts';
import type { RoomConfigClaim } from './room-config.ts';

/**
 * A token is a part of the URL that a client connects to. Many proxies take 8 KB of it, and the client has more to say
 * there.
 */
export const MAX_TOKEN = 6_144;

/** What a token allows in its room. */
export interface Grants {
  readonly publish: boolean;
  readonly subscribe: boolean;
  readonly data: boolean;
  /** What may be published; undefined: anything. */
  readonly sources: readonly Source[] | undefined;
  readonly updateOwnMetadata: boolean;
}

export interface Participant {
  readonly room: string;
  readonly identity: string;
  readonly name?: string | undefined;
  readonly metadata?: string | undefined;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/**
 * Signs a token with which one participant joins one room. Each permission is written, also where it is none: LiveKit
 * takes one that is missing for given. https://docs.livekit.io/frontends/reference/tokens-grants/
 *
 * @param seconds how long it can be used to join.
 * @param nowMs in ms since 1970.
 */
export async function roomToken(
  { apiKey, apiSecret }: LiveKitKeys,
  { room, identity, name, metadata, attributes }: Participant,
  { publish, subscribe, data, sources, updateOwnMetadata }: Grants,
  roomConfig: RoomConfigClaim | undefined,
  seconds: number,
  nowMs: number,
): Promise<Omit<ConnectionDetails, 'server_url'>> {
  const nbf = Math.floor(nowMs / 1000);
  const exp = nbf + seconds;
  // For LiveKit an empty list is every source.
  const canPublish = publish && sources?.length !== 0;
  const video = {
    room,
    roomJoin: true,
    canPublish,
    canSubscribe: subscribe,
    canPublishData: data,
    canUpdateOwnMetadata: updateOwnMetadata,
    ...(canPublish && sources && { canPublishSources: sources }),
  };
  const claims = {
    iss: apiKey,
    sub: identity,
    nbf,
    exp,
    ...(name && { name }),
    ...(metadata && { metadata }),
    ...(attributes && Object.keys(attributes).length > 0 && { attributes }),
    video,
    ...(roomConfig && { roomConfig }),
  };
  return { participant_token: await hs256(claims, apiSecret), expiresAt: new Date(exp * 1000).toISOString() };
}
