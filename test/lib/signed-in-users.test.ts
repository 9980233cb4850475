import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CALLERS_FILE } from '../../lambda/authorizer/options.ts';
import { RIGHTS_FILE } from '../../lambda/shared/rights/rights.ts';
import { countsCallers } from '../../lib/apis/counts-callers.ts';
import { callersFile } from '../../lib/apis/origin-authorizer.ts';
import { ConfigError, selectStage } from '../../lib/config/config.ts';
import { hasWebAcl, type StageInput } from '../../lib/config/stage.ts';
import { guardConfig } from '../../lib/edge/guard-config.ts';
import { credentialsOf } from '../../lib/functions/contract-files.ts';
import { rightsFile } from '../../lib/functions/function-rights.ts';

const app = { issuer: 'https://sign-in.example.com', audience: ['stagepass'] };

type Members = Omit<StageInput['callers'][string], 'audience'>;

function stageWith(issuer: object = app, members: object = { token: { issuer: 'app' } }): StageInput {
  return {
    providers: { livekit: { url: 'wss://livekit.example.com' }, agora: {} },
    issuers: { app: issuer as typeof app },
    callers: { client: { audience: 'client' }, members: { audience: 'client', ...(members as Members) } },
  };
}

function faultsOf(stage: StageInput): string {
  try {
    selectStage({ dev: stage }, 'dev');
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
}

const rights = { livekit: { rooms: ['{tenant}-*'], identities: ['{user}'] } };
const token = { issuer: 'app', values: { tenant: 'custom:org' } };

describe('issuers', () => {
  it('have defaults', () => {
    expect(selectStage({ dev: stageWith() }, 'dev').issuers.app).toEqual({
      ...app,
      algorithms: ['RS256'],
      claims: {},
      leewaySeconds: 5,
    });
  });

  it.each([
    [
      'no audience check',
      { issuer: app.issuer },
      'dev.issuers.app: expected at least one of audience, clientIds, authorizedParties',
    ],
    [
      'a symmetric algorithm',
      { ...app, algorithms: ['HS256'] },
      'dev.issuers.app.algorithms.0: expected RS256, PS256, ES256, ES384, EdDSA: with a symmetric one',
    ],
    ['the algorithm none', { ...app, algorithms: ['none'] }, 'dev.issuers.app.algorithms.0: expected RS256'],
    ['no algorithm', { ...app, algorithms: [] }, 'dev.issuers.app.algorithms: expected one or more algorithms'],
    [
      'an issuer without TLS',
      { ...app, issuer: 'http://sign-in.example.com' },
      'dev.issuers.app.issuer: expected a URL that starts with https://',
    ],
    [
      'keys without TLS',
      { ...app, jwksUri: 'http://a.example/keys' },
      'dev.issuers.app.jwksUri: expected a URL that starts with https://',
    ],
    ['an empty audience', { ...app, audience: [] }, 'dev.issuers.app.audience: expected one or more: an audience'],
    ['an unknown field', { ...app, audiences: ['x'] }, 'dev.issuers.app.audiences: expected one of'],
    [
      'a key that opens to anybody',
      { ...app, jwks: { keys: [{ ...jwk(2_048), e: 'AQ' }] } },
      'dev.issuers.app.jwks.keys.0: expected a public key as a JWK',
    ],
    [
      'a key for another algorithm',
      { ...app, algorithms: ['ES256'], jwks: { keys: [jwk(2_048)] } },
      'dev.issuers.app.jwks: expected a key that fits one of the issuer’s algorithms',
    ],
    [
      'a symmetric key',
      { ...app, jwks: { keys: [{ kty: 'oct', kid: 'a', k: 'c2VjcmV0' }] } },
      'dev.issuers.app.jwks.keys.0: expected a public key',
    ],
    [
      'a key without kid',
      { ...app, jwks: { keys: [{ kty: 'RSA' }] } },
      'dev.issuers.app.jwks.keys.0: expected a public key as a JWK',
    ],
    [
      'keys in two places',
      { ...app, jwks: { keys: [jwk(2_048)] }, jwksUri: 'https://a.example' },
      'dev.issuers.app.jwksUri: expected nothing beside jwks',
    ],
    [
      'a short key',
      { ...app, jwks: { keys: [jwk(1_024)] } },
      'dev.issuers.app.jwks.keys.0: expected a public key as a JWK',
    ],
  ])('may not have %s', (_, issuer, expected) => {
    expect(faultsOf(stageWith(issuer))).toContain(expected);
  });

  it('may have keys as providers publish them, with one for encryption or another algorithm', () => {
    const other = { ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), kid: 'b' };
    const keys = [
      { ...jwk(2_048), use: 'sig', alg: 'RS256', x5t: 'x' },
      { ...jwk(2_048), use: 'enc', alg: 'RSA-OAEP' },
      other,
    ];
    expect(faultsOf(stageWith({ ...app, jwks: { keys } }))).toBe('');
  });

  it('have one place of keys where they are the same', () => {
    const two = (other: object) => ({
      ...stageWith(),
      issuers: { app, ids: { ...app, audience: ['ids'], ...other } },
    });
    expect(faultsOf(two({}))).toBe('');
    expect(faultsOf(two({ jwksUri: 'https://keys.example.com' }))).toContain(
      'dev.issuers.ids: expected the same jwksUri or jwks as app has, since both have the same issuer',
    );
  });

  it('may not have a private key, and the error doesn’t repeat it', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const key = { ...privateKey.export({ format: 'jwk' }), kid: 'a' };
    const faults = faultsOf(stageWith({ ...app, jwks: { keys: [key] } }));
    expect(faults).toContain('dev.issuers.app.jwks.keys.0: expected a public key: this one is private or symmetric');
    expect(faults).not.toContain(key.d);
  });

  it('may not have a private PEM, and the error doesn’t repeat it', () => {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    const faults = faultsOf(stageWith({ ...app, jwks: pem }));
    expect(faults).toContain('dev.issuers.app.jwks: expected an object with keys');
    expect(faults).not.toContain('PRIVATE KEY');
  });
});

function jwk(modulusLength: number): object {
  return { ...generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' }), kid: 'a' };
}

describe('callers of signed-in users', () => {
  it.each<[string, object, string]>([
    [
      'an issuer that isn’t there',
      { token: { issuer: 'other' } },
      'dev.callers.members.token.issuer: expected an issuer of the stage: app',
    ],
    ...['{custom:org}-*', '$'.concat('{tenant}-*'), '{{tenant}}-*', '{tenant-*', '{ tenant }'].map(
      (room): [string, object, string] => [
        `other braces: ${room}`,
        { token, rights: { livekit: { rooms: [room] } } },
        'dev.callers.members.rights.livekit.rooms.0: expected only {user}, {tenant} in braces',
      ],
    ),
    [
      'no value for a wanted claim',
      { token: { issuer: 'app', where: { role: [] } } },
      'dev.callers.members.token.where.role: expected a text, a number',
    ],
    [
      'a value that no claim gives',
      { token, rights: { livekit: { rooms: ['{room}'] } } },
      'dev.callers.members.rights.livekit.rooms.0: expected only {user}, {tenant} in braces',
    ],
    [
      'a value with the name of another',
      { token: { issuer: 'app', values: { issuer: 'x' } } },
      'dev.callers.members.token.values',
    ],
    [
      'a bad pointer',
      { token: { issuer: 'app', user: '/a~2' } },
      'dev.callers.members.token.user: expected the name of a claim',
    ],
    [
      'an object as a wanted claim',
      { token: { issuer: 'app', where: { plan: {} } } },
      'dev.callers.members.token.where.plan: expected a text, a number',
    ],
  ])('may not have %s', (_, members, expected) => {
    expect(faultsOf(stageWith(app, members))).toContain(expected);
  });

  it('alone may have values of users in their rights', () => {
    expect(faultsOf(stageWith(app, { rights }))).toContain(
      'dev.callers.members.rights.livekit.rooms.0: expected nothing in braces, since this caller has no token',
    );
    expect(faultsOf(stageWith(app, { token, rights }))).toBe('');
  });

  it('may have a value where a stage gives only some names', () => {
    expect(
      faultsOf({
        ...stageWith(app, { token, rights: { ivs: { stages: ['{tenant}'] } } }),
        providers: {
          ivs: {
            stages: {
              main: {
                arn: 'arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh',
                eventsUrl: 'wss://events.example.com',
                whipUrl: 'https://whip.example.com',
              },
            },
          },
        },
      }),
    ).toBe('');
  });

  it('may have a $ in their rights that stands before no value', () => {
    const rooms = ['price$', '{tenant}$', '$-{tenant}'];
    expect(faultsOf(stageWith(app, { token, rights: { livekit: { rooms, identities: ['{user}'] } } }))).toBe('');
  });

  it('are the guard’s in the configuration’s order, without a secret', () => {
    const stage = selectStage(
      { dev: stageWith(app, { token: { ...token, where: { groups: 'member', level: [1, 2] } }, rights }) },
      'dev',
    );
    const { callers, tokenCallers, issuers } = guardConfig('dev', stage);
    expect(Object.keys(callers)).toEqual(['client']);
    expect(Object.keys(issuers)).toEqual(['app']);
    expect(tokenCallers).toEqual([
      {
        name: 'members',
        audience: 'client',
        issuer: 'app',
        where: { groups: ['member'], level: ['1', '2'] },
        user: 'sub',
        values: { tenant: 'custom:org' },
      },
    ]);
  });

  it('are said in the contract', () => {
    expect(credentialsOf(selectStage({ dev: stageWith() }, 'dev'))).toEqual(['basic', 'bearer']);
    const { client: _, ...callers } = stageWith().callers;
    expect(credentialsOf(selectStage({ dev: { ...stageWith(), callers } }, 'dev'))).toEqual(['bearer']);
  });

  it('keep their place when they are disabled, since later ones would get their users', () => {
    const stage = selectStage({ dev: stageWith(app, { token, disabled: true }) }, 'dev');
    expect(guardConfig('dev', stage)).toMatchObject({
      tokenCallers: [{ name: 'members', disabled: true }],
      issuers: { app },
    });
    expect(JSON.parse(rightsFile(stage, 'livekit')[RIGHTS_FILE] ?? '')).not.toHaveProperty('members');
  });

  it('tell functions which claims their rights use', () => {
    const stage = selectStage({ dev: stageWith(app, { token, rights }) }, 'dev');
    const { members, client } = JSON.parse(rightsFile(stage, 'livekit')[RIGHTS_FILE] ?? '');
    expect(members).toMatchObject({ only: rights.livekit, claims: { user: 'sub', tenant: 'custom:org' } });
    expect(client).not.toHaveProperty('claims');
  });
});

describe('a limit for each user', () => {
  const perUser = { requests: 60, perSeconds: 60 };
  const withCaller = (members: object, guests: object): StageInput => ({
    ...stageWith(app, { token: { issuer: 'app' }, ...members }),
    callers: {
      ...stageWith(app, { token: { issuer: 'app' }, ...members }).callers,
      guests: { audience: 'client', ...(guests as Members) },
    },
  });
  const guests = { token: { issuer: 'app' } };

  it.each([
    [
      'requests',
      { requests: 9, perSeconds: 60 },
      'expected a whole number of requests from 10 to 2000000000, but got 9',
    ],
    ['perSeconds', { requests: 10, perSeconds: 90 }, 'expected one of 60, 120, 300, 600 (seconds), but got 90'],
  ])('has %s that a web ACL takes', (field, given, expected) => {
    const faults = faultsOf(stageWith(app, { token: { issuer: 'app' }, limit: { perUser: given } }));
    expect(faults).toContain(`dev.callers.members.limit.perUser.${field}: ${expected}`);
  });

  it('is for callers with a token', () => {
    expect(faultsOf(stageWith(app, { limit: { perUser } }))).toContain(
      'dev.callers.members.limit.perUser: expected nothing, since this caller has no token',
    );
  });

  it.each([
    ['none', guests, 'guests'],
    ['only a rate', { ...guests, limit: { rate: 1 } }, 'guests'],
    ['another', { ...guests, limit: { perUser: { ...perUser, perSeconds: 300 } } }, 'guests'],
  ])('is the same for all of them: refuses %s beside it', (_what, other, name) => {
    expect(faultsOf(withCaller({ limit: { perUser } }, other))).toContain(
      `dev.callers.${name}.limit: expected perUser: { requests: 60, perSeconds: 60 } as members has it, or none there: the web ACL counts by a request’s token`,
    );
  });

  it('may be the same for several, beside callers with a password', () => {
    expect(faultsOf(withCaller({ limit: { perUser } }, { ...guests, limit: { rate: 1, perUser } }))).toBe('');
  });

  it('is no limit of API Gateway’s, which counts no requests for it', () => {
    const stage = selectStage({ dev: stageWith(app, { token: { issuer: 'app' }, limit: { perUser } }) }, 'dev');
    expect(countsCallers(stage)).toBe(false);
    const [client, members] = Object.values(JSON.parse(callersFile('dev', stage, 'client')[CALLERS_FILE] ?? ''));
    expect(members).toBe(client);
    expect(hasWebAcl(stage)).toBe(true);
    expect(hasWebAcl(selectStage({ dev: stageWith() }, 'dev'))).toBe(false);
  });
});
