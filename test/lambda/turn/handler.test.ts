import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallerRights } from '../../../lambda/shared/rights/rights.ts';
import { type IceServers, iceServersRoute } from '../../../lambda/turn/contract.ts';
import { createHandler } from '../../../lambda/turn/create-handler.ts';
import { hmac, signedCredential } from '../../../lambda/turn/signed-credential.ts';
import { signedServers } from '../../../lambda/turn/signed-servers.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const NOW_SECONDS = NOW / 1000;
const SECRET = 'a-secret-of-a-test';

function turn(given: Partial<CallerRights> = {}) {
  const urls = ['stun:turn.example.com', 'turn:turn.example.com', 'turns:turn.example.com?transport=tcp'];
  const vend = signedServers(
    async () => ({ secret: SECRET }),
    urls,
    () => NOW,
  );
  const options = { kind: 'shared-secret', lifetime: { default: 600, maximum: 7_200 } } as const;
  return createHandler(vend, options, () => NOW, rightsOfClient(given));
}

async function ask(query: Record<string, string> = {}, given?: Partial<CallerRights>) {
  const answer = await turn(given)(apiEvent(iceServersRoute, query));
  return { status: answer.statusCode, body: bodyOf(answer) };
}

describe('a credential of a shared secret', () => {
  it('is that of a published vector', () => {
    expect(hmac('foobar', '1599491771')).toBe('Tpz/nKkyvX/vMSLKvL4sbtBt8Vs=');
  });

  it('has its end and its user in the name, and is a signature of that', () => {
    const { username, credential } = signedCredential(SECRET, 'ada', 1_599_491_771);
    expect(username).toBe('1599491771:ada');
    expect(Buffer.from(credential, 'base64')).toEqual(createHmac('sha1', SECRET).update('1599491771:ada').digest());
  });
});

describe('GET /ice_servers', () => {
  it('answers what a peer connection takes: STUN without a credential, TURN with one', async () => {
    captureLog();
    const { status, body } = await ask({ userId: 'ada', expireTime: '60' });
    expect(status).toBe(200);
    expect(body).toEqual({
      iceServers: [
        { urls: ['stun:turn.example.com'] },
        {
          urls: ['turn:turn.example.com', 'turns:turn.example.com?transport=tcp'],
          ...signedCredential(SECRET, 'ada', NOW_SECONDS + 60),
        },
      ],
      expiresAt: '2026-01-01T12:01:00.000Z',
    });
  });

  it('is for the caller where no user is named, and never shorter for renew', async () => {
    captureLog();
    const { iceServers } = (await ask({ renew: 'true' })).body as unknown as IceServers;
    expect(iceServers[1]?.username).toBe(`${NOW_SECONDS + 600}:client`);
  });

  it.each(['', ' ', 'a:b', 'a b', 'ada\n', 'ada*', '*', 'ädä', 'a/b', '<ada>', 'a'.repeat(129), ':'])(
    'takes no user %j',
    async (userId) => {
      captureLog();
      const { status, body } = await ask({ userId });
      expect([status, body.error]).toEqual([400, 'userId must be 1 to 128 letters, digits and ._~@+=|- only']);
    },
  );

  it('counts the caller’s own name where rights name users', async () => {
    captureLog();
    const users = ['ada', 'u-*'];
    expect((await ask({ userId: 'ada' }, { only: { users } })).status).toBe(200);
    for (const userId of [undefined, 'adam', 'client']) {
      const { status, body } = await ask(userId === undefined ? {} : { userId }, { only: { users } });
      const error = `this caller may not ask for the user "${userId ?? 'client'}"; allowed: "ada", "u-*"`;
      expect([status, body.error]).toEqual([403, error]);
    }
  });

  it('names in any credential the user that was asked for and no other end than it says', async () => {
    captureLog();
    const user = fc.stringMatching(/^[A-Za-z0-9._~@+=|-]{1,128}$/);
    await fc.assert(
      fc.asyncProperty(user, fc.integer({ min: 1, max: 100_000 }), async (userId, expireTime) => {
        const { body } = await ask({ userId, expireTime: String(expireTime) });
        const { iceServers, expiresAt } = body as unknown as IceServers;
        const [end, ...rest] = iceServers[1]?.username?.split(':') ?? [];
        expect(rest).toEqual([userId]);
        expect(Number(end)).toBe(NOW_SECONDS + Math.min(expireTime, 7_200));
        expect(Date.parse(expiresAt) / 1000).toBe(Number(end));
      }),
    );
  });

  it('tells the log for whom it is, and nothing of the credential', async () => {
    const log = captureLog();
    const { body } = await ask({ userId: 'ada' });
    expect(log.lines()).toMatchObject([{ message: 'vended', subject: { userId: 'ada' } }]);
    const { iceServers } = body as unknown as IceServers;
    expect(log.text()).not.toContain(iceServers[1]?.credential);
  });
});
