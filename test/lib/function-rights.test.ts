import { describe, expect, it } from 'vitest';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { rightsFile } from '../../lib/functions/function-rights.ts';
import { fullStage } from '../support/synth.ts';

function rightsIn(callers: StageInput['callers'], ...provider: ['agora' | 'interactivity'] | []) {
  const stage = selectStage({ test: { ...fullStage, providers: { agora: {}, interactivity: {} }, callers } }, 'test');
  return JSON.parse(rightsFile(stage, ...provider)['rights.json'] ?? '');
}

const ofAgora = ['GET /access_token', 'GET /rtm_token', 'GET /rtc/{channelName}/{role}/uid/{uid}', 'GET /rtm/{userId}'];
const clients = [...ofAgora, 'GET /token', 'GET /openapi.json'];

describe('what a function is told of rights', () => {
  it('is every route of its audience, for a caller without rights of its own', () => {
    expect(rightsIn({ client: { audience: 'client' }, admin: { audience: 'admin' } }, 'agora')).toEqual({
      client: { routes: clients, only: {} },
      admin: { routes: [...clients, 'GET /admin/openapi.json'], only: {} },
    });
  });

  it.each([
    ['a provider', { providers: ['agora' as const] }, [...ofAgora, 'GET /openapi.json']],
    ['a path', { routes: ['/token'] }, ['GET /token', 'GET /openapi.json']],
    [
      'a method and path of a provider',
      { providers: ['agora' as const], routes: ['GET /rtm_token'] },
      ['GET /rtm_token', 'GET /openapi.json'],
    ],
  ])('is what the rights leave: %s, and always the contract', (_what, rights, routes) => {
    expect(rightsIn({ kiosk: { audience: 'client', rights } }).kiosk.routes).toEqual(routes);
  });

  it('has a provider’s own terms for that provider, and all of them for the contract', () => {
    const rights = { agora: { channels: ['room-*'], roles: ['subscriber' as const] }, maximumLifetimeSeconds: 3_600 };
    const callers = { kiosk: { audience: 'client' as const, rights } };
    const { channels, roles } = rights.agora;
    expect(rightsIn(callers).kiosk.only).toEqual({ 'agora.channels': channels, 'agora.roles': roles });
    expect(rightsIn(callers, 'agora').kiosk).toEqual({
      routes: clients,
      only: rights.agora,
      maximumLifetimeSeconds: 3_600,
    });
    expect(rightsIn(callers, 'interactivity').kiosk).toEqual({
      routes: clients,
      only: {},
      maximumLifetimeSeconds: 3_600,
    });
  });

  it('knows no caller that is disabled', () => {
    const callers = {
      client: { audience: 'client' as const },
      partner: { audience: 'client' as const, disabled: true },
    };
    for (const provider of [['agora'], ['interactivity'], []] as const) {
      expect(Object.keys(rightsIn(callers, ...provider))).toEqual(['client']);
    }
  });
});
