import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { type ivsRights, ivsTokenRoute } from '../../../lambda/ivs/contract.ts';
import { createHandler } from '../../../lambda/ivs/create-handler.ts';
import { IvsKeys } from '../../../lambda/ivs/keys.ts';
import type { CallerRights, Rights } from '../../../lambda/shared/rights/rights.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { damaged, keys, NOW, options, pem, publicKey, publicKeyArnElsewhere } from './fixtures.ts';

/** The function; its participants are numbered. */
function ivs(only: CallerRights<typeof ivsRights>['only'] = {}, read: () => IvsKeys = () => keys) {
  const ids = ['p1', 'p2', 'p3'];
  const rights = rightsOfClient({ only }) as Rights<typeof ivsRights>;
  const handler = createHandler(
    async () => read(),
    options,
    () => NOW,
    () => ids.shift() ?? '',
    rights,
  );
  return async (query: Record<string, string>, httpMethod = 'GET') => {
    captureLog();
    const answer = await handler({ ...apiEvent(ivsTokenRoute, query), httpMethod });
    return { status: answer.statusCode, body: httpMethod === 'HEAD' ? {} : bodyOf(answer) };
  };
}

const asked = { stage: 'main', userId: 'ada' };

describe('GET /ivs/token', () => {
  it('answers with a participant of its own for each token', async () => {
    const ask = ivs();
    const answers = [await ask(asked), await ask(asked)];
    expect(answers.map(({ body }) => body.participantId)).toEqual(['p1', 'p2']);
    expect(answers.map(({ body }) => jwt.decode(String(body.token), { json: true })?.jti)).toEqual(['p1', 'p2']);
  });

  it('names the stage that there is none of', async () => {
    expect(await ivs()({ ...asked, stage: 'none' })).toMatchObject({
      status: 404,
      body: { code: 'not_found', error: 'there is no stage "none": its name is that of the configuration, no ARN' },
    });
  });

  it('refuses to HEAD what it refuses to GET', async () => {
    expect((await ivs()(asked, 'HEAD')).status).toBe(200);
    expect((await ivs()({ ...asked, stage: 'none' }, 'HEAD')).status).toBe(404);
    expect((await ivs({ stages: ['main'] })({ ...asked, stage: 'none' }, 'HEAD')).status).toBe(403);
  });

  it.each([
    ['a damaged key', { privateKey: damaged('private') }, 'its private key is none of P-384'],
    [
      'a public key of another region',
      { publicKeyArn: publicKeyArnElsewhere },
      'its public key is of another region or account than the stages',
    ],
  ])('is not configured by %s, at any time', async (_what, wrong, why) => {
    const ask = ivs({}, () => v.parse(IvsKeys, { ...keys, ...wrong }));
    const refused = { status: 503, body: { code: 'not_configured', error: `Amazon IVS is not configured: ${why}` } };
    expect([await ask(asked), await ask(asked)]).toMatchObject([refused, refused]);
  });

  it('signs with the keys that the secret holds now', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    let current: IvsKeys = keys;
    const ask = ivs({}, () => current);
    const verify = async (key: typeof publicKey) => {
      const { token } = (await ask(asked)).body;
      return () => jwt.verify(String(token), key, { algorithms: ['ES384'], clockTimestamp: NOW / 1000 });
    };
    expect(await verify(publicKey)).not.toThrow();
    current = { ...keys, privateKey: pem(other.privateKey, 'sec1') };
    expect(await verify(publicKey)).toThrow('invalid signature');
    expect(await verify(createPublicKey(other.publicKey.export({ format: 'pem', type: 'spki' })))).not.toThrow();
  });
});

describe('a limited caller', () => {
  it.each<[string, CallerRights<typeof ivsRights>['only'], Record<string, string>, string]>([
    ['another stage', { stages: ['main'] }, { ...asked, stage: 'studio' }, 'the stage "studio"; allowed: "main"'],
    ['a stage that isn’t there', { stages: ['main'] }, { ...asked, stage: 'none' }, 'the stage "none"'],
    ['another user', { userIds: ['a-*'] }, asked, 'the user "ada"; allowed: "a-*"'],
    ['publishing', { publish: false }, { ...asked, publish: 'true' }, 'publishing; allowed: no publishing'],
    ['subscribing', { subscribe: false }, { ...asked, publish: 'true', subscribe: 'true' }, 'subscribing'],
    ['subscribing by leaving it out', { subscribe: false }, { ...asked, publish: 'true' }, 'subscribing'],
    [
      'attributes',
      { attributes: false },
      { ...asked, attributes: '{"name":"Ada"}' },
      'attributes; allowed: no attributes',
    ],
    ['attributes, even none of them', { attributes: false }, { ...asked, attributes: '{}' }, 'attributes'],
  ])('gets no %s', async (_what, only, query, error) => {
    const { status, body } = await ivs(only)(query);
    expect([status, body.code]).toEqual([403, 'not_allowed']);
    expect(body.error).toContain(`this caller may not ask for ${error}`);
  });

  it('gets what is left', async () => {
    const only = { stages: ['ma*'], userIds: ['a*'], publish: false, attributes: false };
    expect((await ivs(only)(asked)).status).toBe(200);
    expect((await ivs({ subscribe: false })({ ...asked, publish: 'true', subscribe: 'false' })).status).toBe(200);
  });
});
