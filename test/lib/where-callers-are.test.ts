import { describe, expect, it } from 'vitest';
import { usagePlansOf } from '../../lib/apis/shared-plans.ts';
import { mostInStack } from '../../lib/config/callers-in-stack.ts';
import { ConfigError, selectStage } from '../../lib/config/config.ts';
import { limitsInStack } from '../../lib/config/limits-in-stack.ts';
import { mostOf, type StageConfig, type StageInput } from '../../lib/config/stage.ts';
import { passwordsInStack, unsaidPlaces } from '../../lib/config/where-callers-are.ts';
import { fullStage } from '../support/synth.ts';

const plain = selectStage({ test: fullStage }, 'test');

/** A stage with callers `c0`, `c1` …, the first of which have a limit. */
function stageOf(count: number, limits = 0, more: Partial<StageConfig> = {}): StageConfig {
  const callers = Array.from({ length: count }, (_, at) => [
    `c${at}`,
    { audience: 'client' as const, disabled: false, ...(at < limits && { limit: { rate: 1 } }) },
  ]);
  return { ...plain, callers: Object.fromEntries(callers), ...more };
}

function refusal(callersInStack: StageInput['callersInStack'], more: Partial<StageInput> = {}): string {
  const limited = { audience: 'client' as const, limit: { rate: 1 } };
  try {
    selectStage({ test: { ...fullStage, callers: { c0: limited, c1: limited }, callersInStack, ...more } }, 'test');
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return 'accepted';
}

describe('callers in the stack itself', () => {
  it.each([
    [1, 1],
    [mostInStack.passwords, mostInStack.passwords],
    [mostInStack.passwords + 1, 0],
    [mostOf.callers, 0],
  ])('of %i with a password are %i', (count, inStack) => {
    expect(passwordsInStack(stageOf(count)).size).toBe(inStack);
  });

  it.each([
    [mostInStack.limits, mostInStack.limits],
    [mostInStack.limits + 1, 0],
    [mostOf.callers, 0],
  ])('of %i with a limit are %i, whatever is with their passwords', (limits, inStack) => {
    expect(limitsInStack(stageOf(mostOf.callers, limits)).size).toBe(inStack);
    expect(limitsInStack(stageOf(limits, limits)).size).toBe(inStack);
  });

  it('are as many with a limit whatever projects add: who has no room is asked, and not moved', () => {
    const limited = stageOf(mostInStack.limits, mostInStack.limits).callers;
    const providers = { agora: { projects: { eu: {}, us: {} } } };
    const said = (limits?: string[]) => refusal({ limits }, { providers, callers: limited });
    const names = Object.keys(limited);
    expect(said()).toContain(
      'callersInStack.limits: expected 59 callers at most: beside the secrets that projects add',
    );
    expect(said(names)).toContain('no room for 60 limits');
    expect(said(names.slice(1))).toBe('accepted');
    expect(said([])).toBe('accepted');
    const { c0: _, ...fewer } = limited;
    expect(refusal({}, { providers, callers: fewer })).toBe('accepted');
  });

  it('are those that the stage names, however others come and go', () => {
    const callersInStack = { passwords: ['c0', 'c7'], limits: ['c7'] };
    for (const count of [8, 100, mostInStack.passwords, mostInStack.passwords + 1, mostOf.callers]) {
      for (const limits of [8, mostInStack.limits, Math.min(count, mostInStack.limits + 1)]) {
        const stage = stageOf(count, limits, { callersInStack });
        expect([...passwordsInStack(stage)]).toEqual(['c0', 'c7']);
        expect([...limitsInStack(stage)]).toEqual(['c7']);
      }
    }
    const none = { callersInStack: { passwords: [], limits: [] } };
    expect(passwordsInStack(stageOf(2, 2, none)).size + limitsInStack(stageOf(2, 2, none)).size).toBe(0);
  });

  it.each<[string, StageInput['callersInStack'], string]>([
    [
      'a name that is none',
      { passwords: ['c0', 'c9'] },
      'test.callersInStack.passwords: expected names of callers of the stage, which has no c9',
    ],
    ['a name twice', { limits: ['c0', 'c0'] }, 'callersInStack.limits: expected each caller once'],
    [
      'more passwords than a stack has room for',
      { passwords: Array.from({ length: 151 }, (_, at) => `c${at}`) },
      'callersInStack.passwords: expected 150 callers at most: a stack has no room for more',
    ],
    [
      'more limits',
      { limits: Array.from({ length: 61 }, (_, at) => `c${at}`) },
      'callersInStack.limits: expected 60 callers at most: a stack has no room for more',
    ],
  ])('can’t be %s', (_what, callersInStack, message) => {
    expect(refusal({ passwords: ['c0'], limits: ['c1', 'c0'] })).toBe('accepted');
    expect(refusal(callersInStack)).toContain(message);
  });
});

describe('a stage with more callers than a stack has room for', () => {
  it('is told to say which were there before, until it does', () => {
    const paths = (stage: StageConfig) => Object.keys(unsaidPlaces(stage));
    expect(paths(stageOf(mostInStack.passwords, mostInStack.limits))).toEqual([]);
    expect(paths(stageOf(mostInStack.passwords + 1))).toEqual(['callersInStack.passwords']);
    const both = stageOf(mostOf.callers, mostOf.callers);
    expect(paths(both)).toEqual(['callersInStack.passwords', 'callersInStack.limits']);
    expect(unsaidPlaces(both)['callersInStack.passwords']).toMatch(
      /^500 passwords are more than the 150 .* Was the stage deployed with 150 or fewer\? Then list those callers in callersInStack\.passwords: otherwise the deployment fails/,
    );
    const { agora } = plain.providers;
    const providers = { ...plain.providers, agora: { projects: { eu: agora, us: agora } } } as StageConfig['providers'];
    expect(unsaidPlaces(stageOf(61, 61, { providers }))['callersInStack.limits']).toMatch(
      /^61 limits are more than the 60 .* deployed with 60 or fewer\? Then list those callers in callersInStack\.limits \(59 at most, beside/,
    );
    const said = { callersInStack: { passwords: ['c0'], limits: [] } };
    expect(paths(stageOf(mostOf.callers, mostOf.callers, said))).toEqual([]);
  });

  it('has a usage plan a different limit in each nested stack, and one a caller in the stack itself', () => {
    expect(usagePlansOf(stageOf(3, 2))).toBe(3);
    expect(usagePlansOf(stageOf(3, 3))).toBe(3);
    // All 500 have the same limit.
    expect(usagePlansOf(stageOf(mostOf.callers, mostOf.callers))).toBe(8);
    expect(usagePlansOf(stageOf(mostOf.callers, mostOf.callers - 1))).toBe(9);
    const callersInStack = { limits: ['c0', 'c1'] };
    expect(usagePlansOf(stageOf(mostOf.callers, mostOf.callers, { callersInStack }))).toBe(10);
  });
});
