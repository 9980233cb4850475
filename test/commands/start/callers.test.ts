import { describe, expect, it } from 'vitest';
import { callerLines, callerSecrets, passwordNews, withGivenPassword } from '../../../commands/start/callers.ts';
import { selectStage } from '../../../lib/config/config.ts';
import { fullStage } from '../../support/synth.ts';

describe('callers', () => {
  it('have secrets that are known by their names, unless they are disabled', () => {
    const callers = { ...fullStage.callers, gone: { audience: 'client' as const, disabled: true } };
    expect(callerSecrets('dev', selectStage({ dev: { ...fullStage, callers } }, 'dev'))).toEqual([
      'stagepass/dev/caller/client',
      'stagepass/dev/caller/admin',
      'stagepass/dev/caller/kiosk-1',
    ]);
  });

  it.each([
    [20, 20, []],
    [21, 10, ['and 11 more: npx stagepass start --json lists all']],
    [500, 10, ['and 490 more: npx stagepass start --json lists all']],
  ])('are listed as far as a person reads: of %i, %i', (count, shown, end) => {
    const lines = callerLines(Array.from({ length: count }, (_, at) => ({ username: `c${at}`, password: 'p' })));
    expect(lines[0]).toBe('c0  p');
    expect(lines.slice(shown)).toEqual(end);
  });

  it.each([
    ['client', {}, 'generated'],
    ['client', { CLIENT_PASSWORD: 'given' }, 'given'],
    ['client', { ADMIN_PASSWORD: 'given' }, 'generated'],
    ['kiosk-1', { KIOSK_1_PASSWORD: 'given' }, 'given'],
  ])('have the password that is given, else the generated one: %s with %j', (username, environment, password) => {
    const secret = JSON.stringify({ username, password: 'generated' });
    expect(JSON.parse(withGivenPassword(secret, environment))).toEqual({ username, password });
  });

  it('have news when one is shut out, let in or given another password', () => {
    const secrets: Record<string, string> = {
      CallerSecretclient: '{"username":"client","password":"first"}',
      CallerSecretkiosk1: '{"username":"kiosk-1","password":"its own"}',
    };
    const news = passwordNews(Object.keys(secrets), (output) => secrets[output]);
    expect(news()).toEqual([]);
    secrets.CallerSecretkiosk1 = '{"username":"kiosk-1"}';
    expect(news()).toEqual(['kiosk-1 is shut out']);
    secrets.CallerSecretkiosk1 = '{"username":"kiosk-1","password":"second"}';
    secrets.CallerSecretclient = 'what somebody put there';
    expect(news()).toEqual(['CallerSecretclient lets nobody in', 'kiosk-1 has a new password: second']);
    expect(news()).toEqual([]);
  });
});
