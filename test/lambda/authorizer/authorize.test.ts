import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorize } from '../../../lambda/authorizer/authorize.ts';
import { digestOf } from '../../../lambda/shared/secrets/digest.ts';

const callers = ['client', 'admin'];
const accepted = ['current', 'pending', 'previous'].map(digestOf);

describe('the decision', () => {
  it.each(['current', 'pending', 'previous'])('lets in who presents the %s value', (originSecret) => {
    expect(authorize({ originSecret, caller: 'client' }, accepted, callers)).toEqual({ allow: true });
  });

  it.each(['', 'Current', 'current ', 'current,current', '__proto__'])(
    'lets in nobody who presents %j',
    (originSecret) => {
      const decision = authorize({ originSecret, caller: 'client' }, accepted, callers);
      expect(decision).toEqual({ allow: false, reason: 'wrong_origin_secret' });
    },
  );

  it.each(['', 'root', 'Client', 'client,admin', 'constructor'])('lets in nobody as the caller %j', (caller) => {
    const decision = authorize({ originSecret: 'current', caller }, accepted, callers);
    expect(decision).toEqual({ allow: false, reason: 'caller_not_allowed' });
  });

  it.each(['client', 'root', ''])('tells who doesn’t know the origin secret nothing of names: %j', (caller) => {
    const decision = authorize({ originSecret: 'guess', caller }, accepted, callers);
    expect(decision).toEqual({ allow: false, reason: 'wrong_origin_secret' });
  });

  it('lets in nobody where no value is known', () => {
    expect(authorize({ originSecret: '', caller: 'client' }, [], callers)).toMatchObject({ allow: false });
  });

  it('lets in the right two and nothing else', () => {
    const text = fc.oneof(fc.constantFrom('current', 'client', 'admin', ''), fc.string());
    fc.assert(
      fc.property(text, text, fc.array(fc.string()), (originSecret, caller, values) => {
        const { allow } = authorize({ originSecret, caller }, [...values, 'current'].map(digestOf), callers);
        expect(allow).toBe([...values, 'current'].includes(originSecret) && callers.includes(caller));
      }),
    );
  });
});
