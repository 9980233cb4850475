import { afterAll, describe, expect, it } from 'vitest';
import { type IceServer, iceServersRoute } from '../../../lambda/turn/contract.ts';
import { createHandler } from '../../../lambda/turn/create-handler.ts';
import { signedCredential } from '../../../lambda/turn/signed-credential.ts';
import { signedServers } from '../../../lambda/turn/signed-servers.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { COTURN, hasCoturn, startCoturn } from '../../support/coturn.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { allocate, type Credential } from './turn-client.ts';

const SECRET = 'a-secret-that-coturn-has-too';
const NEXT_SECRET = 'the-secret-that-replaces-it';

describe.skipIf(!hasCoturn)(`a credential, at ${COTURN}`, async () => {
  const server = hasCoturn ? await startCoturn(SECRET, NEXT_SECRET) : undefined;
  afterAll(() => server?.close());
  const port = server?.port ?? 0;

  /** What the function vends with the secret that the server has. */
  async function vended(userId: string, secret = SECRET): Promise<Credential> {
    captureLog();
    const vend = signedServers(async () => ({ secret }), [`turn:127.0.0.1:${port}`], Date.now);
    const lifetime = { default: 600, maximum: 600 };
    const handler = createHandler(vend, { kind: 'shared-secret', lifetime }, Date.now, rightsOfClient());
    const { iceServers } = bodyOf(await handler(apiEvent(iceServersRoute, { userId }))) as { iceServers: IceServer[] };
    const { username = '', credential = '' } = iceServers[0] ?? {};
    return { username, credential };
  }

  it('opens a relay', async () => {
    expect(await allocate(port, await vended('ada'))).toBe('relayed');
    expect(await allocate(port, await vended('auth0|ada.l@example.com'))).toBe('relayed');
  });

  it('is refused when anything in it is altered', async () => {
    const { username, credential } = await vended('bob');
    const [end = '', user] = username.split(':');
    const other = `${credential.startsWith('A') ? 'B' : 'A'}${credential.slice(1)}`;
    expect(await allocate(port, { username, credential: other })).toBe(401);
    expect(await allocate(port, { username: `${end}:rob`, credential })).toBe(401);
    expect(await allocate(port, { username: `${Number(end) + 1}:${user}`, credential })).toBe(401);
    expect(await allocate(port, { username, credential })).toBe('relayed');
  });

  it('is refused once it has ended', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await allocate(port, signedCredential(SECRET, 'cleo', now - 1))).toBe(401);
    expect(await allocate(port, signedCredential(SECRET, 'cleo', now + 600))).toBe('relayed');
  });

  it('is taken while its secret is one of two', async () => {
    expect(await allocate(port, await vended('greta', NEXT_SECRET))).toBe('relayed');
  });

  it('is refused where it is made with another secret', async () => {
    expect(await allocate(port, await vended('dora', `${SECRET}!`))).toBe(401);
  });

  it('counts for its user, whenever it ends: the server allows each one relay', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect(await allocate(port, signedCredential(SECRET, 'eve', now + 60))).toBe('relayed');
    expect(await allocate(port, signedCredential(SECRET, 'eve', now + 61))).toBe(486);
    expect(await allocate(port, signedCredential(SECRET, 'finn', now + 61))).toBe('relayed');
  });
});
