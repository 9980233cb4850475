import { jwtVerify } from 'jose';
import type { Answer, Asked } from '../../shared/kicks/sandbox/start-kick-sandbox.ts';
import type { LiveKitKeys } from '../keys.ts';

const PATH = '/twirp/livekit.RoomService/RemoveParticipant';

/**
 * RemoveParticipant as a LiveKit server answers it by Twirp, whose errors are
 * https://twitchtv.github.io/twirp/docs/spec_v7.html#error-codes. Everybody is in every room until removed from it.
 */
export function roomService({ apiKey, apiSecret }: LiveKitKeys): (asked: Asked) => Promise<Answer> {
  const removed = new Set<string>();
  return async ({ method, path, authorization, json }) => {
    if (method !== 'POST' || path !== PATH) return problem(404, 'bad_route', `no handler for path ${path}`);
    const { room, identity } = Object(json);
    if (typeof room !== 'string' || typeof identity !== 'string' || identity === '') {
      return problem(400, 'invalid_argument', 'identity cannot be empty');
    }
    if (!(await isAdminOf(room, authorization))) return problem(401, 'unauthenticated', 'permissions denied');
    const key = JSON.stringify([room, identity]);
    if (removed.has(key)) return problem(404, 'not_found', 'participant does not exist');
    removed.add(key);
    return { status: 200, json: {} };
  };

  async function isAdminOf(room: string, authorization: string): Promise<boolean> {
    try {
      const token = /^Bearer (\S+)$/.exec(authorization)?.[1] ?? '';
      const options = { algorithms: ['HS256'], issuer: apiKey, requiredClaims: ['exp'] };
      const { payload } = await jwtVerify(token, new TextEncoder().encode(apiSecret), options);
      const { roomAdmin, room: granted } = Object(payload.video);
      return roomAdmin === true && granted === room;
    } catch {
      return false;
    }
  }
}

function problem(status: number, code: string, msg: string): Answer {
  return { status, json: { code, msg } };
}
