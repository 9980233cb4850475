import { describe, expect, inject, it } from 'vitest';
import { send, startForTests } from '../support/stagepass.ts';

const { stagepass, client, admin } = await startForTests(inject('assemblyDir'));
const { secretsManager } = stagepass;
const ORIGIN_SECRET = 'stagepass/dev/origin';

/** The closed address of the API whose logical id starts like this. */
function api(name: string): string {
  const found = Object.entries(stagepass.apis).find(([id]) => id.startsWith(name));
  if (found === undefined) throw new Error(`no API ${name}`);
  return found[1];
}

const secret = () => secretsManager.get(ORIGIN_SECRET) ?? '';

describe('a call past CloudFront', () => {
  it.each([
    ['with nothing', {}],
    ['with a guess', { 'x-stagepass-origin': 'guess', 'x-stagepass-caller': 'client' }],
    ['with an empty secret', { 'x-stagepass-origin': '', 'x-stagepass-caller': 'client' }],
    ['with no caller', { 'x-stagepass-origin': 'the secret' }],
    ['as a caller that isn’t', { 'x-stagepass-origin': 'the secret', 'x-stagepass-caller': 'nobody' }],
    ['with a signature', { authorization: 'AWS4-HMAC-SHA256 Credential=AKID/x' }],
  ])('is refused: %s', async (_what, headers: Record<string, string>) => {
    const given = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value === 'the secret' ? secret() : value]),
    );
    const { status, body } = await send(`${api('ClientApi')}/access_token?channelName=t`, { headers: given });
    expect(status).toBe(403);
    expect(body).toEqual({
      error: expect.stringContaining('call the URL of the distribution'),
      code: 'not_allowed',
      requestId: expect.stringMatching(/./),
    });
  });

  it('is refused by the admin API for a client, even with the secret', async () => {
    const ask = (caller: string) =>
      send(`${api('AdminApi')}/admin/openapi.json`, {
        headers: { 'x-stagepass-origin': secret(), 'x-stagepass-caller': caller },
      });
    expect((await ask('client')).status).toBe(403);
    // So it is the caller, not the secret, that was refused.
    expect((await ask('admin')).status).toBe(200);
  });
});

describe('the origin secret', () => {
  it('is accepted in its previous version while CloudFront still sends that', async () => {
    const old = secret();
    secretsManager.put(ORIGIN_SECRET, 'a-newer-value');
    await stagepass.coldStart();
    const { status } = await send(`${api('ClientApi')}/openapi.json`, {
      headers: { 'x-stagepass-origin': 'a-newer-value', 'x-stagepass-caller': 'client' },
    });
    expect(status).toBe(200);
    expect(old).not.toBe('a-newer-value');
    expect((await client('/openapi.json')).status).toBe(200);
    expect((await admin('/admin/openapi.json')).status).toBe(200);
  });

  it('that can’t be read is 503, not a refusal', async () => {
    await stagepass.coldStart();
    secretsManager.fail('down');
    const { status, body, headers } = await send(`${api('ClientApi')}/openapi.json`, {
      headers: { 'x-stagepass-origin': 'never seen before', 'x-stagepass-caller': 'client' },
    });
    secretsManager.restore();
    expect([status, body.code]).toEqual([503, 'unavailable']);
    expect(headers['retry-after']).toBe('5');
  });
});
