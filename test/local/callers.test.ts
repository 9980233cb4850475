import { describe, expect, it } from 'vitest';
import { callerOutputs, withGivenPassword } from '../../local/callers.ts';

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
});
