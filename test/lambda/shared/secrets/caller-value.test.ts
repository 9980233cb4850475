import { expect, it } from 'vitest';
import { callerValue, readCallerValue, shutOutValue } from '../../../../lambda/shared/secrets/caller-value.ts';

it('what a caller’s secret holds is read as it was written', () => {
  const value = { username: 'client', password: 'a "password"' };
  expect(readCallerValue(callerValue(value))).toEqual(value);
});

it('a caller that is shut out has a name and no password', () => {
  expect(JSON.parse(shutOutValue('client'))).toEqual({ username: 'client' });
  expect(readCallerValue(shutOutValue('client'))).toBeUndefined();
});

it.each([undefined, '', 'client', 'null', '{}', '{"username":"client","password":""}', '{"password":"a password"}'])(
  'nobody is let in by %j',
  (value) => {
    expect(readCallerValue(value)).toBeUndefined();
  },
);
