import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keysOfIssuers } from '../../../edge-auth/bearer/keys-of-issuers.ts';
import { signedInReader } from '../../../edge-auth/bearer/signed-in.ts';
import { isSignedWith, keySet } from '../../../edge-auth/bearer/verification-keys.ts';
import type { GuardConfig, Issuer } from '../../../edge-auth/config.ts';
import {
  encoded,
  issuer,
  jwkOf,
  kidOf,
  members,
  NOW_SECONDS,
  pairs,
  rightClaims,
  stranger,
  tokenWith,
  type Written,
} from './support.ts';

type Stage = Pick<GuardConfig, 'issuers' | 'tokenCallers'>;

/** What a stage makes of a token: the user, or why it is refused. */
async function outcome(token: string, overrides: Partial<Issuer> = {}, stage: Partial<Stage> = {}): Promise<string> {
  const config: Stage = { issuers: { app: { ...issuer, ...overrides } }, tokenCallers: [members], ...stage };
  const now = () => NOW_SECONDS * 1000;
  const times = { answerMs: 1, deadlineMs: 1 };
  const keys = keysOfIssuers(config.issuers, { keyUrls: {}, times, now, log: () => {} });
  const found = await signedInReader(config, keys, now)(token);
  if (found.kind === 'signedIn') return found.identity.user?.name ?? '';
  return found.refusal.kind === 'invalidToken' ? found.refusal.fault : found.refusal.kind;
}

/** A token with a signature of our own choice. */
function signedBy(sign: (signed: string) => Uint8Array | string, header: object, claims: object = rightClaims) {
  const signed = `${encoded(header)}.${encoded(claims)}`;
  return `${signed}.${Buffer.from(sign(signed)).toString('base64url')}`;
}

describe('tokens of the standards', () => {
  // The claims are {"iss":"joe","exp":1300819380,"http://example.com/is_root":true}; the tokens have no kid.
  const PAYLOAD = 'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';

  it.each([
    [
      'RFC 7515, A.2',
      'RS256',
      'eyJhbGciOiJSUzI1NiJ9',
      'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw',
      {
        kty: 'RSA',
        n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
        e: 'AQAB',
      },
    ],
    [
      'RFC 7515, A.3',
      'ES256',
      'eyJhbGciOiJFUzI1NiJ9',
      'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
      {
        kty: 'EC',
        crv: 'P-256',
        x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
        y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      },
    ],
  ] as const)(
    '%s: the signature is right, and what else a token needs is missing',
    async (_rfc, alg, header, signature, jwk) => {
      expect(isSigned(alg, `${header}.${PAYLOAD}`, signature, jwk)).toBe(true);
      expect(isSigned(alg, `${header}.${PAYLOAD.replace('eyJ', 'eyK')}`, signature, jwk)).toBe(false);
      expect(await outcome(`${header}.${PAYLOAD}.${signature}`)).toBe('malformed');
    },
  );

  it('RFC 8037, A.4: the signature is right', () => {
    const signed = 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc';
    const signature = 'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect(isSigned('EdDSA', signed, signature, jwk)).toBe(true);
    expect(isSigned('EdDSA', `${signed}x`, signature, jwk)).toBe(false);
  });

  function isSigned(alg: Issuer['algorithms'][number], signed: string, signature: string, jwk: object): boolean {
    const [key] = keySet({ keys: [{ ...jwk, kid: 'a' }] }).get('a') ?? [];
    return key !== undefined && isSignedWith(key, alg, Buffer.from(signed), Buffer.from(signature, 'base64url'));
  }
});

describe('an attack', () => {
  const pem = pairs.RS256.publicKey.export({ format: 'pem', type: 'spki' });
  const header = { alg: 'ES256', kid: kidOf('ES256') };
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = (signed: string) => sign('sha256', Buffer.from(signed), pairs.ES256.privateKey);

  it.each<[string, string, string]>([
    ['alg none, without a signature', `${encoded({ alg: 'none', kid: 'a' })}.${encoded(rightClaims)}.`, 'malformed'],
    ['alg none', signedBy(() => 'x', { alg: 'none', kid: kidOf('RS256') }), 'algorithm'],
    ['alg NONE', signedBy(() => 'x', { alg: 'NONE', kid: kidOf('RS256') }), 'algorithm'],
    [
      'HS256 with the public key',
      signedBy((signed) => createHmac('sha256', pem).update(signed).digest(), { alg: 'HS256', kid: kidOf('RS256') }),
      'algorithm',
    ],
    [
      'a key in the header',
      tokenWith({ algorithm: 'ES256', pair: other, header: { jwk: jwkOf(other, {}) } }),
      'signature',
    ],
    ['a key of another kind', tokenWith({ algorithm: 'ES256', header: { kid: kidOf('RS256') } }), 'key'],
    ['a key of another curve', tokenWith({ algorithm: 'ES256', header: { kid: kidOf('ES384') } }), 'key'],
    ['no signature', tokenWith().replace(/[^.]*$/, ''), 'malformed'],
    ['a signature in DER', signedBy(der, header), 'signature'],
    ['r and s of 0', signedBy(() => new Uint8Array(64), header), 'signature'],
    ['a short signature', signedBy(() => new Uint8Array(1), header), 'signature'],
    ['a signature with a byte more', longer(tokenWith({ algorithm: 'ES256' })), 'signature'],
    [
      'zeros as an EdDSA signature',
      signedBy(() => new Uint8Array(64), { alg: 'EdDSA', kid: kidOf('EdDSA') }),
      'signature',
    ],
    ['crit', tokenWith({ header: { crit: [] } }), 'critical header'],
    ['crit of null', tokenWith({ header: { crit: null } }), 'critical header'],
    ['another part', `${tokenWith()}.x`, 'malformed'],
    ['padding', `${tokenWith()}=`, 'malformed'],
    ['brackets without end', `${encoded('['.repeat(2_000))}.${encoded('{"a":'.repeat(1_000))}.eA`, 'malformed'],
  ])('is refused: %s', async (_what, token, fault) => {
    expect(await outcome(token)).toBe(fault);
  });

  it('with the kid of another issuer is refused', async () => {
    const mine = { ...issuer, jwks: { keys: [jwkOf(stranger, { kid: 'mine' })] }, issuer: 'https://mine.example.com' };
    const stage = {
      issuers: { app: issuer, mine },
      tokenCallers: [members, { ...members, name: 'mine', issuer: 'mine' }],
    };
    const forged = (claims: object) =>
      tokenWith({ algorithm: 'ES256', pair: stranger, header: { kid: 'mine' }, claims });
    expect(await outcome(forged({}), {}, stage)).toBe('key');
    expect(await outcome(forged({ iss: mine.issuer }), {}, stage)).toBe('ada');
  });

  it('by PS256 where RS256 is pinned is refused, and the other way round', async () => {
    const both = { header: { kid: kidOf('RS256') } };
    expect(await outcome(tokenWith({ algorithm: 'PS256', ...both }), { algorithms: ['RS256'] })).toBe('algorithm');
    expect(await outcome(tokenWith({ algorithm: 'RS256', ...both }), { algorithms: ['PS256'] })).toBe('algorithm');
    const relabelled = tokenWith({ algorithm: 'PS256', header: { alg: 'RS256', ...both.header } });
    expect(await outcome(relabelled, { algorithms: ['RS256'] })).toBe('signature');
  });

  function longer(token: string): string {
    const [head, body, signature = ''] = token.split('.');
    const bytes = Buffer.concat([Buffer.from(signature, 'base64url'), Buffer.from([0])]);
    return `${head}.${body}.${bytes.toString('base64url')}`;
  }
});

describe('what is not the one way to write a token', () => {
  const good = tokenWith();
  const [head = '', body = '', signature = ''] = good.split('.');
  const claims = JSON.stringify(rightClaims);

  it.each<[string, string]>([
    ['a space', `${head} .${body}.${signature}`],
    ['base64, not base64url', `${head}.${body}.${Buffer.from(signature, 'base64url').toString('base64')}`],
    ['a last character with bits that count for nothing', good.replace(/.$/, (last) => nextCharacter(last))],
    ['a claim that is there twice', tokenWith({ claims: `${claims.slice(0, -1)},"sub":"bob"}` })],
    [
      'a claim that is there twice, written otherwise',
      tokenWith({ claims: `${claims.slice(0, -1)},"s\\u0075b":"bob"}` }),
    ],
    ['one that is there twice further in', tokenWith({ claims: `${claims.slice(0, -1)},"a":[{"b":1,"b":1}]}` })],
    ['__proto__ twice', tokenWith({ claims: `${claims.slice(0, -1)},"__proto__":{},"__proto__":{"a":1}}` })],
    ['a header’s name twice', tokenWith({ header: '{"alg":"none","alg":"RS256","kid":"key-RS256"}' })],
    ['UTF-8 that is none', `${head}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.${signature}`],
    ['a byte order mark', tokenWith({ claims: `\ufeff${claims}` })],
    ['claims that are a list', tokenWith({ claims: '[]' })],
    ['claims that are null', tokenWith({ claims: 'null' })],
    ['a header that is a text', tokenWith({ header: '"x"' })],
  ])('is malformed: %s', async (_what, token) => {
    expect(await outcome(token)).toBe('malformed');
  });

  it.each<[string, Written]>([
    ['no alg', { header: { alg: undefined } }],
    ['no kid', { header: { kid: undefined } }],
    ['a kid that is no text', { header: { kid: 1 } }],
    ['no iss', { claims: { iss: undefined } }],
    ['an iss that is a list', { claims: { iss: [issuer.issuer] } }],
    ['no exp', { claims: { exp: undefined } }],
    ['exp as text', { claims: { exp: String(NOW_SECONDS + 60) } }],
    ['exp without end', { claims: JSON.stringify(rightClaims).replace(/"exp":\d+/, '"exp":1e999') }],
    ['nbf as text', { claims: { nbf: '0' } }],
    ['iat of null', { claims: { iat: null } }],
  ])('is malformed: %s', async (_what, written) => {
    expect(await outcome(tokenWith(written))).toBe('malformed');
  });

  it('but texts may have colons, quotes and escapes, and names may repeat in other objects', async () => {
    const tricky = {
      '": "a"': '\\":\\',
      a: { b: ':', c: { b: '"' } },
      d: [{ b: '{":"}' }, { b: '\\\\' }],
      '': '\u2028',
    };
    expect(await outcome(tokenWith({ claims: tricky }))).toBe('ada');
  });

  function nextCharacter(last: string): string {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return alphabet[alphabet.indexOf(last) + 1] ?? '';
  }
});

describe('a token for an issuer', () => {
  it.each<[string, object, Partial<Issuer>, string]>([
    ['that is the issuer’s but for a slash', { iss: `${issuer.issuer}/` }, {}, 'issuer'],
    ['that has a slash at its end', { iss: `${issuer.issuer}/` }, { issuer: `${issuer.issuer}/` }, 'ada'],
    ['in its last moment', { exp: NOW_SECONDS - 4.999 }, {}, 'ada'],
    ['after its last moment', { exp: NOW_SECONDS - 5 }, {}, 'expired'],
    ['in its first moment', { nbf: NOW_SECONDS + 5 }, {}, 'ada'],
    ['before its first moment', { nbf: NOW_SECONDS + 5.001 }, {}, 'too early'],
    ['for several audiences', { aud: ['x', 'stagepass'] }, {}, 'ada'],
    ['for others', { aud: ['x', 'y'] }, {}, 'audience'],
    ['for nobody', { aud: [] }, {}, 'audience'],
    ['without an audience', { aud: undefined }, {}, 'audience'],
    ['for an object', { aud: { 0: 'stagepass' } }, {}, 'audience'],
    ['for a list with an object', { aud: ['stagepass', {}] }, {}, 'audience'],
    ['for a list in a list', { aud: [['stagepass']] }, {}, 'audience'],
    ['for an app', { client_id: 'a' }, { clientIds: ['a', 'b'] }, 'ada'],
    ['for another app', { client_id: 'c' }, { clientIds: ['a', 'b'] }, 'audience'],
    ['for a list of apps', { client_id: ['a'] }, { clientIds: ['a'] }, 'audience'],
    ['for a party', { azp: 'a' }, { authorizedParties: ['a'] }, 'ada'],
    ['for no party', {}, { authorizedParties: ['a'] }, 'audience'],
    ['with the wanted claim', { token_use: 'access' }, { claims: { token_use: ['access'] } }, 'ada'],
    ['with another', { token_use: 'id' }, { claims: { token_use: ['access'] } }, 'claims'],
    ['without it', {}, { claims: { token_use: ['access'] } }, 'claims'],
    ['with a wanted scope', { scope: 'openid calls' }, { claims: { scope: ['calls'] } }, 'ada'],
    ['with a scope that starts alike', { scp: 'calls.read' }, { claims: { scp: ['calls'] } }, 'claims'],
    ['with several scopes as one text', { scp: 'openid calls' }, { claims: { scp: ['openid calls'] } }, 'ada'],
    ['with a list of scopes', { scp: ['openid', 'calls'] }, { claims: { scp: ['calls'] } }, 'ada'],
  ])('%s', async (_what, claims, overrides, expected) => {
    expect(await outcome(tokenWith({ claims }), overrides)).toBe(expected);
  });

  it.each(['JWT', 'jwt', 'at+jwt', 'application/at+jwt', 'application/okta-internal-at+jwt', undefined])(
    'may have the type %j',
    async (typ) => {
      expect(await outcome(tokenWith({ header: { typ } }))).toBe('ada');
    },
  );

  it.each(['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'JOSE', '', 1, null])('may not have the type %j', async (typ) => {
    expect(await outcome(tokenWith({ header: { typ } }))).toBe('type');
  });
});

describe('an issuer’s keys', () => {
  const { RS256, ES256, EdDSA } = pairs;
  const small = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });

  it('may have one kid twice: those that fit are tried', async () => {
    const keys = [jwkOf(RS256, { kid: 'a' }), jwkOf(stranger, { kid: 'a' }), jwkOf(ES256, { kid: 'a' })];
    const token = (pair: typeof stranger) => tokenWith({ algorithm: 'ES256', pair, header: { kid: 'a' } });
    expect(await outcome(token(stranger), { jwks: { keys } })).toBe('ada');
    expect(await outcome(token(ES256), { jwks: { keys } })).toBe('ada');
    expect(await outcome(token(generateKeyPairSync('ec', { namedCurve: 'P-256' })), { jwks: { keys } })).toBe(
      'signature',
    );
  });

  it('are left out where they are no use, and the others count', () => {
    const unusable = [
      null,
      'key',
      {},
      jwkOf(EdDSA, {}),
      jwkOf(EdDSA, { kid: 1 }),
      jwkOf(EdDSA, { kid: 'enc', use: 'enc' }),
      jwkOf(EdDSA, { kid: 'sign', key_ops: ['sign'] }),
      jwkOf(EdDSA, { kid: 'ops', key_ops: 'verify' }),
      jwkOf(EdDSA, { kid: 'alg', alg: 'ES256' }),
      jwkOf(RS256, { kid: 'oaep', alg: 'RSA-OAEP' }),
      jwkOf(small, { kid: 'small' }),
      jwkOf(p521, { kid: 'p521' }),
      { ...EdDSA.privateKey.export({ format: 'jwk' }), kid: 'private' },
      { kty: 'oct', k: 'c2VjcmV0', kid: 'oct' },
      { ...jwkOf(ES256, { kid: 'off the curve' }), y: 'x' },
    ];
    const set = keySet({
      keys: [...unusable, jwkOf(EdDSA, { kid: 'a', use: 'sig', alg: 'EdDSA', key_ops: ['verify'] })],
    });
    expect([...set.keys()]).toEqual(['a']);
  });

  it('are none where anybody could sign with them, or they only take time', () => {
    const rsa = (e: string) => keySet({ keys: [{ ...jwkOf(pairs.RS256, { kid: 'a' }), e }] }).size;
    expect([rsa('AQAB'), rsa('Aw')]).toEqual([1, 1]);
    expect([rsa('AQ'), rsa('Ag'), rsa('AQAAAAAB'), rsa('AA')]).toEqual([0, 0, 0, 0]);
  });

  it('of Ed25519 have two names for their algorithm', async () => {
    const jwks = { keys: [jwkOf(pairs.EdDSA, { kid: kidOf('EdDSA'), alg: 'Ed25519' })] };
    expect(await outcome(tokenWith({ algorithm: 'EdDSA', header: { alg: 'Ed25519' } }), { jwks })).toBe('ada');
    expect(await outcome(tokenWith({ algorithm: 'EdDSA' }), { jwks })).toBe('ada');
  });

  it('are for the algorithm that they say', () => {
    const algorithmsOf = (pair: typeof stranger, members = {}) =>
      keySet({ keys: [jwkOf(pair, { kid: 'a', ...members })] }).get('a')?.[0]?.algorithms;
    expect(algorithmsOf(RS256)).toEqual(['RS256', 'PS256']);
    expect(algorithmsOf(RS256, { alg: 'PS256' })).toEqual(['PS256']);
    expect(algorithmsOf(ES256)).toEqual(['ES256']);
    expect(algorithmsOf(pairs.ES384)).toEqual(['ES384']);
    expect(algorithmsOf(EdDSA)).toEqual(['EdDSA']);
  });
});
