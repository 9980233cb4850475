import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, digestOf } from '../../../lambda/authorizer/decide.ts';

const callers = ['client', 'admin'];
const accepted = ['current', 'pending', 'previous'].map(digestOf);

describe('the decision', () => {
  it.each(['current', 'pending', 'previous'])('lets in who presents the %s value', (originSecret) => {
    expect(decide({ originSecret, caller: 'client' }, accepted, callers)).toEqual({ allow: true });
  });

  it.each(['', 'Current', 'current ', 'current,current', '__proto__'])(
    'lets in nobody who presents %j',
    (originSecret) => {
      const decision = decide({ originSecret, caller: 'client' }, accepted, callers);
      expect(decision).toEqual({ allow: false, reason: 'wrong_origin_secret' });
    },
  );

  it.each(['', 'root', 'Client', 'client,admin', 'constructor'])('lets in nobody as the caller %j', (caller) => {
    const decision = decide({ originSecret: 'current', caller }, accepted, callers);
    expect(decision).toEqual({ allow: false, reason: 'caller_not_allowed' });
  });

  it.each(['client', 'root', ''])('tells who doesn’t know the origin secret nothing of names: %j', (caller) => {
    const decision = decide({ originSecret: 'guess', caller }, accepted, callers);
    expect(decision).toEqual({ allow: false, reason: 'wrong_origin_secret' });
  });

  it('lets in nobody where no value is known', () => {
    expect(decide({ originSecret: '', caller: 'client' }, [], callers)).toMatchObject({ allow: false });
  });

  it('lets in the right two and nothing else', () => {
    const text = fc.oneof(fc.constantFrom('current', 'client', 'admin', ''), fc.string());
    fc.assert(
      fc.property(text, text, fc.array(fc.string()), (originSecret, caller, values) => {
        const { allow } = decide({ originSecret, caller }, [...values, 'current'].map(digestOf), callers);
        expect(allow).toBe([...values, 'current'].includes(originSecret) && callers.includes(caller));
      }),
    );
  });
});
