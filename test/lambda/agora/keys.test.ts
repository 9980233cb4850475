import * as v from 'valibot';
import { expect, it } from 'vitest';
import { AgoraKeys } from '../../../lambda/agora/keys.ts';
import { keys } from './fixtures.ts';

it.each([
  ['an app id that is too short', { ...keys, appId: '970CA35' }],
  ['a certificate that is too long', { ...keys, appCertificate: `${keys.appCertificate}0` }],
  ['a certificate that is not hexadecimal', { ...keys, appCertificate: 'z'.repeat(32) }],
])('Agora’s keys are none with %s', (_what, given) => {
  expect(v.is(AgoraKeys, given)).toBe(false);
  expect(v.is(AgoraKeys, keys)).toBe(true);
});
