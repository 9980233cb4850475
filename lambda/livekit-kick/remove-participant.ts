import type { LiveKitKeys } from '../livekit/keys.ts';
import { type KickApi, kickCall } from '../shared/kicks/kick-call.ts';
import type { RetryTools } from '../shared/providers/retry.ts';
import { hs256 } from '../shared/signing/hs256.ts';

/** How long the token for the one call lives, in seconds. */
const TOKEN_SECONDS = 60;

/** @returns whether there was such a participant. */
export type RemoveParticipant = (keys: LiveKitKeys, room: string, identity: string) => Promise<boolean>;

/**
 * LiveKit's RoomService.RemoveParticipant, by Twirp: https://docs.livekit.io/reference/other/roomservice-api/. A LiveKit
 * Cloud server also refuses the tokens that the participant has had for the room.
 *
 * @param url of the server's HTTP API, without a slash at the end.
 */
export function removeParticipant(url: string, tools: RetryTools): RemoveParticipant {
  return async ({ apiKey, apiSecret }, room, identity) => {
    const nbf = Math.floor(tools.now() / 1000);
    const claims = { iss: apiKey, nbf, exp: nbf + TOKEN_SECONDS, video: { room, roomAdmin: true } };
    const request = {
      method: 'POST',
      url: `${url}/twirp/livekit.RoomService/RemoveParticipant`,
      auth: { bearer: await hs256(claims, apiSecret) },
      data: { room, identity },
    };
    return kickCall(liveKit, request, tools);
  };
}

const liveKit: KickApi<boolean> = {
  called: 'LiveKit',
  read({ status, json }) {
    // Any other server may answer 200, too: LiveKit's answer is an empty object.
    if (status === 200) return isObject(json) ? true : undefined;
    // The participant has left, or there is no such room. An unknown path is another 404 (`bad_route`).
    return status === 404 && isObject(json) && json.code === 'not_found' ? false : undefined;
  },
};

function isObject(json: unknown): json is { readonly code?: unknown } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** Where a server’s HTTP API is: where clients connect to it, by HTTP. */
export function apiUrlOf(serverUrl: string): string {
  return serverUrl.replace(/^ws/, 'http').replace(/\/+$/, '');
}
