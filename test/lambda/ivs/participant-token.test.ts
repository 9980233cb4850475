import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import type { ParticipantTokenQuery } from '../../../lambda/ivs/contract.ts';
import { participantToken } from '../../../lambda/ivs/participant-token.ts';
import { keys, NOW, options, publicKey, signer } from './fixtures.ts';

const asked: ParticipantTokenQuery = { stage: 'main', userId: 'ada', publish: 'true', subscribe: 'true' };

const vend = (query: Partial<ParticipantTokenQuery> = {}, id = 'Mx6clRRHODPy', now = NOW) =>
  participantToken(signer, { ...asked, ...query }, options, id, now);

/** Header and claims of a token whose signature is right, by another library and at that time. */
function verified(token: string, now = NOW) {
  const clockTimestamp = Math.floor(now / 1000);
  const { header, payload } = jwt.verify(token, publicKey, { algorithms: ['ES384'], complete: true, clockTimestamp });
  return { header, claims: payload as Record<string, unknown> };
}

describe('a participant token', () => {
  it('is what AWS’s guide shows, field by field', async () => {
    const attributes = { optional_field_1: 'abcd1234', optional_field_2: 'false' };
    const { token, participantId, expiresAt } = await vend(
      { expireTime: 172_800, attributes: JSON.stringify(attributes), userId: 'optional customer assigned name' },
      'Mx6clRRHODPy',
      1_697_149_263_000,
    );
    const { header, claims } = verified(token, 1_697_149_263_000);
    expect(header).toEqual({ alg: 'ES384', typ: 'JWT', kid: keys.publicKeyArn });
    expect(claims).toEqual({
      exp: 1_697_322_063,
      iat: 1_697_149_263,
      jti: 'Mx6clRRHODPy',
      user_id: 'optional customer assigned name',
      resource: 'arn:aws:ivs:us-east-1:123456789012:stage/oRmLNwuCeMlQ',
      topic: 'oRmLNwuCeMlQ',
      events_url: 'wss://global.events.live-video.net',
      whip_url: 'https://114ddfabadaf.global-bm.whip.live-video.net',
      capabilities: { allow_publish: true, allow_subscribe: true },
      attributes,
      version: '1.0',
    });
    expect({ participantId, expiresAt }).toEqual({
      participantId: 'Mx6clRRHODPy',
      expiresAt: '2023-10-14T22:21:03.000Z',
    });
  });

  it.each([
    ['watch', { publish: 'false' }, { allow_publish: false, allow_subscribe: true }],
    ['publish', { subscribe: 'false' }, { allow_publish: true, allow_subscribe: false }],
  ] as const)('only to %s says what it isn’t for, too', async (_what, query, capabilities) => {
    expect(verified((await vend(query)).token).claims.capabilities).toEqual(capabilities);
  });

  it('is for the stage that is asked for', async () => {
    const { claims } = verified((await vend({ stage: 'studio' })).token);
    expect(claims).toMatchObject({
      resource: options.stages.studio?.arn,
      topic: 'VSWjvX5XOkU3',
      whip_url: options.stages.studio?.whipUrl,
    });
    expect(claims).not.toHaveProperty('attributes');
  });

  it.each(['none', options.stages.main?.arn ?? '', 'constructor', '__proto__'])('is for no stage %s', async (stage) => {
    await expect(vend({ stage })).rejects.toMatchObject({ code: 'not_found', status: 404 });
  });

  it.each([
    ['by default', undefined, '2026-01-01T13:00:00.000Z'],
    ['for a second', 1, '2026-01-01T12:00:01.000Z'],
    ['for no more than 14 days', 1_209_601, '2026-01-15T12:00:00.000Z'],
  ])('ends when it says: %s', async (_what, expireTime, expiresAt) => {
    const vended = await vend({ expireTime });
    expect(vended.expiresAt).toBe(expiresAt);
    expect(verified(vended.token).claims.exp).toBe(Date.parse(expiresAt) / 1000);
  });

  it('carries attributes as data: none of them becomes another claim', async () => {
    const attributes = { capabilities: '{"allow_publish":true}', exp: '9999999999', resource: 'arn:aws:ivs' };
    const { claims } = verified((await vend({ publish: 'false', attributes: JSON.stringify(attributes) })).token);
    expect(claims).toMatchObject({
      attributes,
      capabilities: { allow_publish: false },
      resource: options.stages.main?.arn,
      exp: NOW / 1000 - 0.75 + 3_600,
    });
  });
});
