import { describe, expect, it } from 'vitest';
import { keptByUser } from '../../../../lambda/shared/providers/kept-by-user.ts';

function counted(most?: number) {
  let made = 0;
  return keptByUser(() => {
    made += 1;
    return made;
  }, most);
}

const of = (name: string, caller = 'members', issuer = 'app') => ({ caller, user: { name, issuer, values: {} } });

describe('what is kept by user', () => {
  it('is one for all callers with a password', () => {
    const kept = counted();
    expect(kept({ caller: 'web' })).toBe(kept({ caller: 'app' }));
  });

  it('is one for each user, of each caller and issuer', () => {
    const kept = counted();
    const users = [of('ada'), of('bob'), of('ada', 'staff'), of('ada', 'members', 'other'), of('a","b'), of('a', 'b')];
    const first = users.map(kept);
    expect(new Set([...first, kept({ caller: 'members' })]).size).toBe(users.length + 1);
    expect(users.map(kept)).toEqual(first);
  });

  it('is dropped for who was here longest ago, where there are too many', () => {
    const kept = counted(2);
    const [ada, bob] = [kept(of('ada')), kept(of('bob'))];
    expect(kept(of('ada'))).toBe(ada);
    kept(of('cy'));
    expect(kept(of('ada'))).toBe(ada);
    expect(kept(of('bob'))).not.toBe(bob);
  });

  it('isn’t dropped for all callers with a password, however many users come', () => {
    const kept = counted(1);
    const shared = kept({ caller: 'web' });
    for (let at = 0; at < 10; at += 1) kept(of(`${at}`));
    expect(kept({ caller: 'web' })).toBe(shared);
  });
});
