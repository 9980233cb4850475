import { describe, expect, it } from 'vitest';
import { decode006, decode007 } from './token-decoder.ts';
import agora from './vectors/tokens.json' with { type: 'json' };

/** Agora's own test vectors say whether the decoder can be trusted with our tokens. */
const all = agora.vectors.map((vector) => ({ ...vector, certificate: vector.input.appCertificate }));
const vectors006 = all.filter(({ version }) => version === '006');
const vectors007 = all.filter(({ version }) => version === '007');

describe('the decoder of 006 tokens', () => {
  it.each(vectors006)('reads $id', ({ expectedToken, decoded, input, certificate }) => {
    const token = decode006(expectedToken);
    expect(token).toMatchObject({
      appId: decoded.appId,
      salt: decoded.salt,
      ts: decoded.ts,
      privileges: decoded.messages,
    });
    const channel = String(input.channelName);
    expect(token.signedFor(certificate, channel, String(input.uid))).toBe(true);
    expect(token.signedFor(certificate, `${channel}x`, String(input.uid))).toBe(false);
    expect(token.signedFor(certificate, channel, '1')).toBe(false);
    expect(token.signedFor('0'.repeat(32), channel, String(input.uid))).toBe(false);
  });
});

describe('the decoder of 007 tokens', () => {
  it.each(vectors007)('reads $id', ({ expectedToken, decoded, certificate }) => {
    const token = decode007(expectedToken);
    expect(token).toMatchObject({
      appId: decoded.appId,
      issueTs: decoded.issueTs,
      expire: decoded.expire,
      salt: decoded.salt,
    });
    const services = (decoded.services ?? []).map(({ type, privileges, ...names }) => ({
      type,
      privileges,
      names: Object.values(names),
    }));
    expect(token.services).toEqual(services);
    expect(token.signedWith(certificate)).toBe(true);
    expect(token.signedWith('0'.repeat(32))).toBe(false);
  });
});
