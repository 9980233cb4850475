import { describe, expect, it } from 'vitest';
import { callerOutputs, passwordNews, withGivenPassword } from '../../../commands/start/callers.ts';

describe('callers', () => {
  it('are found by the outputs that name their secrets', () => {
    expect(callerOutputs(['Url', 'CallerSecretclient', 'ProviderSecretAgora', 'CallerSecretkiosk1'])).toEqual([
      'CallerSecretclient',
      'CallerSecretkiosk1',
    ]);
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
