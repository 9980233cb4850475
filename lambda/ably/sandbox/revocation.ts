import type { Answer, Asked } from '../../shared/kicks/sandbox/start-kick-sandbox.ts';
import { type AblyKeys, partsOf } from '../keys.ts';

/** https://ably.com/docs/auth/revocation, for a key whose tokens can be revoked. */
export function revocation(keys: AblyKeys, now: () => number): (asked: Asked) => Answer {
  const { keyName, secret } = partsOf(keys);
  const expected = `Basic ${Buffer.from(`${keyName}:${secret}`).toString('base64')}`;
  return ({ method, path, authorization, json }) => {
    const [, asked] = /^\/keys\/([^/]+)\/revokeTokens$/.exec(path) ?? [];
    if (method !== 'POST' || asked === undefined) return problem(404, 40_400, 'Could not find path');
    if (authorization !== expected || asked !== keyName) return problem(401, 40_101, 'Invalid credentials');
    const { targets } = Object(json);
    if (!Array.isArray(targets) || targets.length === 0 || targets.length > 100 || !targets.every(isTarget)) {
      return problem(400, 40_000, 'targets must be specifiers of tokens, 100 at most');
    }
    return { status: 201, json: targets.map((target) => ({ target, issuedBefore: now(), appliesAt: now() })) };
  };
}

function isTarget(target: unknown): boolean {
  return typeof target === 'string' && /^(?:clientId|revocationKey|channel):./u.test(target);
}

function problem(statusCode: number, code: number, message: string): Answer {
  const href = `https://help.ably.io/error/${code}`;
  return { status: statusCode, json: { error: { message, code, statusCode, href } } };
}
