import { describe, expect, it } from 'vitest';
import { selectStage } from '../../../lib/config/config.ts';
import { firstUserRequest } from '../../../lib/config/first-user-request.ts';
import type { StageInput } from '../../../lib/config/stage.ts';
import config from '../../project/stagepass.config.ts';

type CallerInput = StageInput['callers'][string];

const token = { issuer: 'app', values: { tenant: 'custom:org', room: '/app/rooms' } };

function first(rights: CallerInput['rights'], providers: StageInput['providers'] = config.dev?.providers ?? {}) {
  const stage: StageInput = {
    providers,
    issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
    callers: { client: { audience: 'client' }, members: { audience: 'client', token, rights } },
  };
  return firstUserRequest(selectStage({ dev: stage }, 'dev'));
}

describe('the first request of a signed-in user', () => {
  it('is the first example, where nothing limits it', () => {
    expect(first(undefined)).toEqual({
      caller: 'members',
      user: 'ada',
      claims: {},
      path: '/access_token?channelName=test&uid=1234&role=publisher&expireTime=600',
    });
  });

  it('asks for what the rights allow, with claims that fill them in', () => {
    const agora = { channels: ['{tenant}-*', '{room}'], roles: ['subscriber'] } as const;
    expect(first({ agora: { ...agora, channels: [...agora.channels], roles: ['subscriber'] } })).toMatchObject({
      claims: { 'custom:org': 'acme', '/app/rooms': 'test' },
      path: '/access_token?channelName=acme-room&uid=1234&role=subscriber&expireTime=600',
    });
  });

  it('asks as the user that the rights fix, and for no longer than they allow', () => {
    const livekit = { rooms: ['*'], identities: ['{user}'], publish: false };
    expect(first({ livekit, providers: ['livekit'], maximumLifetimeSeconds: 60 })).toMatchObject({
      user: 'ada',
      claims: {},
      path: '/livekit/token?room=lobby&identity=ada&publish=false',
    });
    const agora = { channels: ['*'] };
    expect(first({ agora, providers: ['agora'], maximumLifetimeSeconds: 60 })?.path).toBe(
      '/access_token?channelName=test&uid=1234&role=publisher',
    );
  });

  it('passes over routes that ask by their path, or in no way that is known', () => {
    const routes = ['/rtc/{channelName}/{role}/uid/{uid}'];
    expect(first({ routes, agora: { channels: ['{tenant}'] } })).toEqual({
      caller: 'members',
      user: 'ada',
      claims: {},
      path: '/openapi.json',
    });
  });

  it('names a project where the caller must', () => {
    const providers = { agora: { projects: { eu: {}, us: {} } } };
    expect(first({ agora: { channels: ['{tenant}-*'] } }, providers)?.path).toMatch(
      /^\/access_token\?channelName=acme-room&.*project=eu$/,
    );
  });

  it('is none on a stage without signed-in users', () => {
    expect(
      firstUserRequest(
        selectStage({ dev: { providers: { agora: {} }, callers: { client: { audience: 'client' } } } }, 'dev'),
      ),
    ).toBeUndefined();
  });
});
