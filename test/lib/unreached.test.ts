import { describe, expect, it } from 'vitest';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { unreached } from '../../lib/config/unreached.ts';

type Caller = Pick<StageInput['callers'][string], 'token' | 'disabled'>;

function stageWith(first: Caller, second: Caller) {
  const issuer = { issuer: 'https://sign-in.example.com', audience: ['stagepass'] };
  const stage: StageInput = {
    providers: { agora: {} },
    issuers: { app: issuer, shop: issuer },
    callers: {
      shoppers: { audience: 'client', token: { issuer: 'shop', where: { role: 'shopper' } } },
      first: { audience: 'client', ...first },
      second: { audience: 'client', ...second },
    },
  };
  return selectStage({ dev: stage }, 'dev');
}

const of = (where?: Record<string, string | string[]>): Caller => ({
  token: { issuer: 'app', ...(where && { where }) },
});

const paths = (first: Caller, second: Caller) => Object.keys(unreached(stageWith(first, second)));

describe('a caller of signed-in users', () => {
  it.each<[string, Caller, Caller]>([
    ['takes all users', of(), of({ role: 'staff' })],
    ['takes the same', of({ role: 'staff' }), of({ role: 'staff' })],
    ['takes more values', of({ role: ['staff', 'member'] }), of({ role: 'staff', plan: 'pro' })],
  ])('is reached by nobody where one before %s', (_, first, second) => {
    expect(paths(first, second)).toEqual(['callers.second.token']);
  });

  it.each<[string, Caller, Caller]>([
    ['wants fewer claims', of({ role: 'staff' }), of()],
    ['takes fewer values', of({ role: 'staff' }), of({ role: ['staff', 'member'] })],
    ['wants another claim', of({ plan: 'pro' }), of({ role: 'staff' })],
    ['has another issuer', { token: { issuer: 'shop' } }, of()],
    ['is disabled', { ...of(), disabled: true }, of()],
    ['has a password', {}, of()],
  ])('is reached by some where the one before %s', (_, first, second) => {
    expect(paths(first, second)).toEqual([]);
  });
});

it('an issuer that no caller names is told', () => {
  expect(unreached(stageWith({}, { token: { issuer: 'shop', where: { role: 'shopper' } } }))).toEqual({
    'callers.second.token': expect.stringContaining('callers.shoppers stands before it'),
    'issuers.app': expect.stringContaining('is named by no caller’s token'),
  });
});
