import { join } from 'node:path';
import type { CloudFrontRequest, CloudFrontResultResponse } from 'aws-lambda';
import { decodeProtectedHeader } from 'jose';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { guardEnvironment } from '../../commands/start/issuers.ts';
import type { Guard } from '../../edge-auth/guard.ts';
import { viewerRequestEvent } from '../edge-auth/support.ts';
import { ChangedAssembly } from '../support/changed-assembly.ts';
import { AUDIENCE, ISSUER, makeJwk, OpenIdProvider } from '../support/openid-provider.ts';
import { assemblyOf } from '../support/synth.ts';

const MINUTE = 60_000;

// One clock for the provider and the guard, which goes on only when it is told.
vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
const advance = (ms: number) => vi.setSystemTime(Date.now() + ms);

// It warns of what it is in tests.
for (const level of ['warn', 'info'] as const) vi.spyOn(console, level).mockImplementation(() => {});
const provider = new OpenIdProvider();
const [oldKey, newKey] = await Promise.all([makeJwk('old'), makeJwk('new')]);
provider.use([oldKey], 'old');
await provider.start();

const assembly = new ChangedAssembly(
  assemblyOf({
    providers: { agora: {} },
    issuers: { app: { issuer: ISSUER, audience: [AUDIENCE] } },
    callers: { members: { audience: 'client', token: { issuer: 'app', values: { tenant: 'tenant' } } } },
  }),
);
for (const [name, value] of Object.entries(guardEnvironment({ app: `${provider.url}/jwks` }))) vi.stubEnv(name, value);
vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
/** As it is bundled for the edge. */
const { handler }: { handler: Guard } = await import(join(assembly.codeOf('guard'), 'index.mjs'));

afterAll(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await provider.stop();
});

/** What the guard does with it: whom it lets in, or the status and the word for what is wrong. */
async function asked(token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const result: CloudFrontRequest | CloudFrontResultResponse = await handler(
    viewerRequestEvent({ uri: '/openapi.json', headers }),
  );
  if (!('status' in result)) return result.headers?.['x-stagepass-caller']?.[0]?.value ?? 'nobody';
  const fault = /error_description="([^"]+)"/.exec(result.headers?.['www-authenticate']?.[0]?.value ?? '')?.[1];
  return [result.status, fault ?? result.headers?.['retry-after']?.[0]?.value].join(' ');
}

const LET_IN = 'members?user=app&issuer=app&tenant=acme';

/** As its signature, but for one bit. */
function tampered(token: string): string {
  const [head, claims, signature = ''] = token.split('.');
  return [head, claims, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`].join('.');
}

function withUnknownKey(token: string, at: number): string {
  const header = Buffer.from(JSON.stringify({ ...decodeProtectedHeader(token), kid: `unknown-${at}` }));
  return [header.toString('base64url'), ...token.split('.').slice(1)].join('.');
}

const ROUNDS = 6;
const AT_A_TIME = 20;

/**
 * Asks with all of these tokens, and with bad ones, many at a time.
 *
 * @param change happens in the middle of it.
 * @returns what was answered other than expected.
 */
async function load(expected: Readonly<Record<string, string>>, change = () => {}): Promise<string[]> {
  const tokens = Object.entries(expected);
  const wrong: string[] = [];
  async function ask(at: number): Promise<void> {
    const [token, wanted] = tokens[at % tokens.length] as [string, string];
    const all = [token, tampered(token), withUnknownKey(token, at)].map(asked);
    const [good = '', forged = '', unknown = ''] = await Promise.all(all);
    if (good === wanted && /^401 (?:signature|key)$/.test(forged) && unknown === '401 key') return;
    wrong.push(`${good}, not ${wanted}; forged ${forged}; unknown ${unknown}`);
  }
  const users = Array.from({ length: AT_A_TIME }, async (_, user) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      if (user === 0 && round === ROUNDS / 2) change();
      await ask(round * AT_A_TIME + user);
    }
  });
  await Promise.all(users);
  return wrong;
}

describe('an OpenID provider that others wrote', () => {
  it('rotates its keys under load, and no answer is wrong', async () => {
    const before = await provider.token();
    expect(await load({ [before]: LET_IN })).toEqual([]);

    // It publishes the new key, and goes on with the old one for a while.
    expect(await load({ [before]: LET_IN }, () => provider.use([oldKey, newKey], 'old'))).toEqual([]);
    advance(MINUTE);
    provider.use([oldKey, newKey], 'new');
    const after = await provider.token();
    expect(decodeProtectedHeader(after).kid).toBe('new');
    expect(await load({ [before]: LET_IN, [after]: LET_IN })).toEqual([]);

    expect(await load({ [before]: LET_IN, [after]: LET_IN }, () => provider.use([newKey], 'new'))).toEqual([]);
    // The guard renews its keys, so the withdrawn one ends.
    expect(await load({ [after]: LET_IN }, () => advance(10 * MINUTE))).toEqual([]);
    expect(await load({ [before]: '401 key', [after]: LET_IN, [await provider.token()]: LET_IN })).toEqual([]);
  });

  it('may be down for an hour beyond the time that its keys are kept; then nobody is let in until it is up', async () => {
    const token = await provider.token();
    expect(await asked(token)).toBe(LET_IN);
    await provider.stop();
    for (const minutes of [11, 58]) {
      advance(minutes * MINUTE);
      expect(await asked(token)).toBe(LET_IN);
      expect(await asked(tampered(token))).toBe('401 signature');
    }
    advance(2 * MINUTE);
    expect(await asked(token)).toMatch(/^503 \d+$/);
    expect(await asked(tampered(token))).toMatch(/^503 \d+$/);

    await provider.start();
    advance(1_000);
    expect(await asked(token)).toBe(LET_IN);
    expect(await load({ [token]: LET_IN })).toEqual([]);
  });
});
