import type { Keys } from '../../shared/providers/stand-in.ts';
import { type Answer, type Asked, random } from './sandbox.ts';

const MAX_SECONDS = 172_800;

/**
 * As https://developers.cloudflare.com/realtime/turn/generate-credentials/ has it: 201 with a list. Its errors’ bodies are
 * not documented, their statuses are.
 */
export function cloudflareAnswer({ method, path, authorization, body }: Asked, { keyId, apiToken }: Keys): Answer {
  const [, asked] = /^\/v1\/turn\/keys\/([^/]+)\/credentials\/generate-ice-servers$/.exec(path) ?? [];
  if (asked === undefined) return problem(404, 'not found');
  if (method !== 'POST') return problem(405, 'method not allowed');
  if (authorization !== `Bearer ${apiToken}`) return problem(401, 'unauthorized');
  if (asked !== keyId) return problem(404, 'TURN key not found');
  const { ttl } = parsed(body);
  if (typeof ttl !== 'number' || !Number.isInteger(ttl) || ttl < 1 || ttl > MAX_SECONDS) {
    return problem(400, `ttl must be a whole number from 1 to ${MAX_SECONDS}`);
  }
  const iceServers = [
    { urls: ['stun:stun.cloudflare.com:3478', 'stun:stun.cloudflare.com:53'] },
    {
      urls: [
        'turn:turn.cloudflare.com:3478?transport=udp',
        'turn:turn.cloudflare.com:53?transport=udp',
        'turn:turn.cloudflare.com:443?transport=udp',
        'turn:turn.cloudflare.com:3478?transport=tcp',
        'turn:turn.cloudflare.com:80?transport=tcp',
        'turns:turn.cloudflare.com:5349?transport=tcp',
        'turns:turn.cloudflare.com:443?transport=tcp',
      ],
      username: random(48),
      credential: random(48),
    },
  ];
  return { status: 201, json: { iceServers } };
}

function problem(status: number, message: string): Answer {
  return { status, json: { errors: [{ code: 10_000 + status, message }], success: false } };
}

function parsed(body: string): { readonly ttl?: unknown } {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
