import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { callerOfUser } from '../../../commands/verify/caller-of-user.ts';
import { rowOf } from '../../../commands/verify/check.ts';
import { requestsAs } from '../../../commands/verify/requests-as.ts';
import { stageChecks } from '../../../commands/verify/stage-checks.ts';
import { selectStage } from '../../../lib/config/config.ts';
import { type StageInput, stageRoutes } from '../../../lib/config/stage.ts';

const stage = selectStage(
  {
    dev: {
      providers: { agora: { projects: { eu: {}, us: {} } } },
      issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
      callers: {
        client: { audience: 'client', rights: { agora: { channels: ['lobby'] } } },
        members: {
          audience: 'client',
          token: { issuer: 'app', user: 'oid', values: { tenant: '/o/tenants' } },
          rights: { agora: { channels: ['{tenant}-*'], accounts: ['{user}'], roles: ['subscriber'] } },
          limit: { perUser: { requests: 10, perSeconds: 60 } },
        },
      },
    } satisfies StageInput,
  },
  'dev',
);

function bearer(claims: object): string {
  const times = { iss: 'https://sign-in.example.com', exp: 2_000_000_000 };
  const parts = [{ alg: 'RS256', kid: '1' }, { ...times, ...claims }, {}].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return `Bearer ${parts.join('.')}`;
}

const ada = bearer({ oid: 'ada-7', o: { tenants: ['acme', 'other'] } });

function requests(name: string, caller: 'client' | 'members', authorization: string) {
  const route = stageRoutes(stage).find((each) => each.name === name);
  return route && requestsAs(stage, route, stage.callers[caller] ?? {}, authorization);
}

/** A stage that gives this answer to everything. */
function answering(status: number, body: object): void {
  vi.stubGlobal('fetch', async () => Response.json(body, { status }));
  onTestFinished(() => void vi.unstubAllGlobals());
}

function tokenRow(authorization: string) {
  const asking = { caller: 'members', authorization };
  const url = 'https://tokens.invalid';
  const checks = stageChecks({ stage, url, apis: [], asking, sandboxUrl: undefined, deployed: undefined });
  const check = checks.find(({ name }) => name === 'token agoraRtc eu');
  return check && rowOf(check);
}

describe('what verify asks', () => {
  it('is what the rights allow the user whose token it has, in each project', () => {
    expect(requests('agoraRtc', 'members', ada)).toEqual(
      ['eu', 'us'].map((project) => ({
        project,
        example: `/access_token?channelName=acme-room&role=subscriber&expireTime=600&project=${project}&account=ada-7`,
        excused: ['invalid_request'],
      })),
    );
  });

  it('is the example where names stand in the path, which a user whose claims are there may be refused', () => {
    const byPath = (authorization: string) =>
      requests('agoraUiKitRtc', 'members', authorization)?.map(({ excused }) => excused);
    expect(byPath(ada)).toEqual([['not_allowed'], ['not_allowed']]);
    expect(byPath(bearer({ oid: 'ada-7' }))).toEqual([[], []]);
  });

  it('is the example of a caller with a password', () => {
    expect(requests('agoraRtc', 'client', 'Basic eDp5')?.[0]).toMatchObject({ excused: ['not_allowed'] });
  });
});

describe('a refusal of a user', () => {
  it('fails the row, which says it', async () => {
    answering(403, { error: 'this caller’s rights need the token’s claim "/o/tenants"', code: 'not_allowed' });
    expect(await tokenRow(bearer({ oid: 'ada-7' }))).toMatchObject({
      result: 'FAIL',
      why: expect.stringMatching(
        / answers 403 not_allowed: this caller’s rights need the token’s claim "\/o\/tenants"$/,
      ),
    });
  });

  it('skips the row where the rights leave nothing that the route takes', async () => {
    answering(400, { error: 'room goes with video only', code: 'invalid_request' });
    expect(await tokenRow(ada)).toMatchObject({ result: 'SKIP' });
  });

  it('is told as a limit where it is one', async () => {
    answering(429, { error: 'too many requests', code: 'too_many_requests' });
    expect(await tokenRow(ada)).toMatchObject({
      result: 'FAIL',
      why: '429: a limit stops this, such as perUser, which lets one token make 10 requests in 60 s; verify makes dozens',
    });
  });
});

describe('the caller of a user', () => {
  it('is the one that the stage’s contract names', async () => {
    answering(200, { 'x-stagepass-caller': 'staff' });
    expect(await callerOfUser('https://tokens.invalid', ada)).toBe('staff');
  });

  it('isn’t known where the stage refuses the token', async () => {
    answering(403, { 'x-stagepass-caller': 'staff' });
    expect(await callerOfUser('https://tokens.invalid', ada)).toBeUndefined();
  });
});
