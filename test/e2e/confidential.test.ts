import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { describe, expect, inject, it } from 'vitest';
import type { Route } from '../../api/route.ts';
import { enabledRoutes } from '../../lambda/contract.ts';
import { providers } from '../../lambda/providers.ts';
import { agoraKeys, basic, confidential, passwords, seen, send, startForTests } from '../support/stagepass.ts';

const assemblyDir = inject('assemblyDir');
const { stagepass, interactivity, momento, millicast, client, admin } = await startForTests(assemblyDir);
const { secretsManager } = stagepass;
const routes = enabledRoutes(providers.map(({ id }) => id));
const callerOf = (route: Route) => (route.audience === 'admin' ? admin : client);

/** What a hurried caller gets wrong with the right password at hand; none of it may be seen either. */
const slips = {
  'a password with a slip': basic('client', `${passwords.client}!`),
  'name and password in the wrong order': basic(passwords.client, 'client'),
  'a password as the name': basic(passwords.client, passwords.client),
  'the wrong scheme': basic('client', passwords.client).replace('Basic', 'Bearer'),
  'no scheme': basic('client', passwords.client).replace('Basic ', ''),
};

const JSON_TYPE = { 'content-type': 'application/json' };
const newToken = { label: 'a token', streams: [{ streamName: 'cam' }] };

/** Bodies of routes about signed-in users. */
const aboutUsers: Readonly<Record<string, object>> = {
  livekitRemoveParticipant: { caller: 'members', user: 'ada', room: 'lobby' },
  ablyRevokeTokens: { caller: 'members', user: 'ada' },
  dryRun: { claims: { sub: 'ada' } },
};

/** The body of a request that is answered well, for the token with this id. */
function bodyFor(route: Route, tokenId: number): object | undefined {
  if (route.body === undefined) return undefined;
  if (route.needsUsers) return aboutUsers[route.name];
  if (/^create/.test(route.name)) return newToken;
  if (/^disable/.test(route.name)) return { tokenIds: [tokenId] };
  if (route.params !== undefined) return { label: 'another name' };
  return /^update/.test(route.name) ? { tokenId, data: { label: 'another name' } } : { tokenId };
}

/** Asks as the route wants to be asked; what is managed is made first. */
async function askWell(route: Route): Promise<number> {
  let tokenId = 0;
  if (route.provider === 'millicast' && route.audience === 'admin') {
    const kind = route.path.includes('subscribe') ? 'subscribe' : 'publish';
    const options = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(newToken) };
    const created = await admin(`/millicast/${kind}_token`, options);
    tokenId = created.body.data?.id ?? 0;
  }
  const path = route.path.includes('{tokenId}') ? route.path.replace('{tokenId}', String(tokenId)) : route.example;
  const needsNoField = route.name === 'getListByPost' || (route.provider !== 'millicast' && !route.needsUsers);
  const body = route.body && (needsNoField ? {} : bodyFor(route, tokenId));
  const { status: answered } = await callerOf(route)(path, {
    method: route.method,
    ...(body && { headers: JSON_TYPE, body: JSON.stringify(body) }),
  });
  return answered;
}

async function askBadly(route: Route): Promise<void> {
  const ask = callerOf(route);
  await ask(route.path.replace('{tokenId}', 'x'), { method: route.method });
  await ask(`${route.path}?unknown=1`, { method: route.method });
  await ask(route.path, { method: route.method, headers: JSON_TYPE, body: `{"label":"${passwords.admin}` });
  await ask(route.example, { method: 'OPTIONS' });
  await ask(`${route.example}/%2e%2e`, { method: route.method });
  for (const authorization of Object.values(slips)) {
    await send(`${stagepass.url}${route.example}`, { method: route.method, headers: { authorization } });
  }
}

describe('secrets, passwords and tokens', () => {
  it('are used on every route, well and badly, with everything behind it whole and broken', async () => {
    for (const route of routes) {
      expect([route.name, await askWell(route)]).toEqual([route.name, 200]);
      await askBadly(route);
    }
    for (const behaviour of ['unauthorized', 'server_error', 'garbage', 'disconnect'] as const) {
      interactivity.behave(behaviour);
      await stagepass.coldStart('InteractivityToken');
      await client('/token');
    }
    interactivity.behave('ok');
    for (const behaviour of [{ status: status.UNAUTHENTICATED }, { status: status.INTERNAL }]) {
      momento.behave('token', behaviour);
      await stagepass.coldStart('MomentoToken');
      await client('/tokens');
    }
    momento.behave('token', 'ok');
    for (const behaviour of ['unauthorized', 'server_error', 'garbage', 'drop'] as const) {
      millicast.behave(behaviour);
      await admin('/millicast/publish_token/100');
    }
    millicast.behave('ok');
    const { appId, appCertificate } = agoraKeys;
    for (const keys of [
      `${appCertificate} is not JSON`,
      JSON.stringify({ appId, appCertificate: `${appCertificate}x` }),
    ]) {
      secretsManager.put('ProviderSecretAgora', keys);
      await stagepass.coldStart('AgoraToken');
      await client('/access_token?channelName=a');
    }
    secretsManager.fail('down');
    await stagepass.coldStart();
    for (const route of routes) await askWell(route);
    secretsManager.restore();
    for (const url of Object.values(stagepass.apis)) {
      const secret = secretsManager.get('stagepass/dev/origin') ?? '';
      await send(`${url}/openapi.json`, { headers: { 'x-stagepass-origin': secret, 'x-stagepass-caller': 'nobody' } });
      await send(`${url}/openapi.json`, { headers: { authorization: `AWS4-HMAC-SHA256 Credential=${secret}` } });
    }
    // The search below is worth something only where there is something to find and something to find it in.
    expect(confidential.size).toBeGreaterThan(10);
    expect(seen.filter((text) => text.startsWith('{')).length).toBeGreaterThan(routes.length);
    for (const status of [400, 401, 403, 404, 405, 502, 503]) {
      expect(
        seen.some((text) => text.startsWith(`${status} `)),
        String(status),
      ).toBe(true);
    }
  });

  it('are in no log line and no error', () => {
    expect(confidential.foundIn(seen.join('\n'))).toEqual([]);
  });

  it('are in no template and no asset', () => {
    // The one .zip is the AWS CLI’s package: 22 MB that others made.
    const files = readdirSync(assemblyDir, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && !entry.name.endsWith('.zip'),
    );
    expect(files.length).toBeGreaterThan(8);
    // Functions have the same files of packages: one of each is enough.
    const texts = new Map(files.map(({ parentPath, name }) => [readFileSync(join(parentPath, name), 'utf8'), name]));
    for (const [text, name] of texts) expect(confidential.foundIn(text), name).toEqual([]);
  });

  it('would be found in a log line', () => {
    for (const authorization of Object.values(slips)) expect(confidential.foundIn(authorization)).not.toEqual([]);
  });
});
