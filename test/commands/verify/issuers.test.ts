import { createServer } from 'node:http';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { rowOf } from '../../../commands/verify/check.ts';
import { issuerChecks, type VerifiedIssuers } from '../../../commands/verify/issuers.ts';
import { startIssuerSandbox } from '../../../edge-auth/sandbox/issuers.ts';
import { Issuers } from '../../../lib/config/issuers.ts';
import { listen } from '../../../local/listen.ts';

const ISSUER = 'https://sign-in.example.com/';

const configured = (more: object = {}) =>
  v.parse(Issuers, { app: { issuer: ISSUER, audience: ['stagepass'], ...more } });

const sandbox = await startIssuerSandbox({ issuers: configured(), tokenCallers: [] });
const answers = new Map<string, { status?: number; body: unknown }>();
const server = await listen(
  createServer(({ url = '' }, response) => {
    const { status = 200, body } = answers.get(url) ?? { status: 404, body: {} };
    response.writeHead(status).end(JSON.stringify(body));
  }),
);
afterAll(async () => {
  await sandbox.close();
  await server.close();
});

async function verified(issuers: VerifiedIssuers['issuers'], sandboxUrl: VerifiedIssuers['sandboxUrl']) {
  const [check] = issuerChecks({ issuers, sandboxUrl });
  if (check === undefined) throw new Error('there is a check for each issuer');
  const { name, result, why } = await rowOf(check);
  expect(name).toBe('issuer app');
  return [result, why];
}

const CONFIGURATION = '/app/.well-known/openid-configuration';
const KEYS = '/app/jwks.json';

describe('the row of an issuer', () => {
  it('passes where a key is for an algorithm of the configuration', async () => {
    expect(await verified(configured(), sandbox.url)).toEqual(['PASS', undefined]);
    expect(await verified(configured({ algorithms: ['ES256', 'RS256'] }), sandbox.url)).toEqual(['PASS', undefined]);
  });

  it('fails where none is', async () => {
    expect(await verified(configured({ algorithms: ['ES256', 'EdDSA'] }), sandbox.url)).toEqual([
      'FAIL',
      'it has no usable key with a kid for ES256 or EdDSA',
    ]);
  });

  it('asks nobody where the configuration has the keys, or where nobody knows whom to ask', async () => {
    const { keys } = (await (await fetch(sandbox.keyUrls.app ?? '')).json()) as { keys: object[] };
    expect(await verified(configured({ jwks: { keys } }), undefined)).toEqual(['PASS', undefined]);
    expect((await verified(configured(), 'unknown'))[0]).toBe('SKIP');
  });

  it.each<[string, Record<string, { status?: number; body: unknown }>, RegExp]>([
    ['nothing is there', {}, /openid-configuration answers 404$/],
    [
      'another issuer answers',
      { [CONFIGURATION]: { body: { issuer: 'https://sign-in.example.com' } } },
      /is of another issuer than/,
    ],
    ['no URL of keys', { [CONFIGURATION]: { body: { issuer: ISSUER } } }, /has no jwks_uri$/],
    [
      'no list',
      { [CONFIGURATION]: { body: { issuer: ISSUER, jwks_uri: `${server.url}${KEYS}` } }, [KEYS]: { body: {} } },
      /no list of keys$/,
    ],
    [
      'keys that fail',
      {
        [CONFIGURATION]: { body: { issuer: ISSUER, jwks_uri: `${server.url}${KEYS}` } },
        [KEYS]: { status: 500, body: {} },
      },
      /jwks\.json answers 500$/,
    ],
  ])('fails where %s', async (_what, given, why) => {
    answers.clear();
    for (const [path, answer] of Object.entries(given)) answers.set(path, answer);
    expect(await verified(configured(), server.url)).toEqual(['FAIL', expect.stringMatching(why)]);
  });
});
