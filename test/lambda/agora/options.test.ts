import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { AgoraOptions } from '../../../lambda/agora/options.ts';

function issuesOf(input: unknown): string[] {
  return (v.safeParse(AgoraOptions, input).issues ?? []).map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
}

describe('the options of Agora', () => {
  it('have defaults', () => {
    expect(v.parse(AgoraOptions, {})).toEqual({
      tokenVersion: '006',
      versionByQuery: false,
      lifetime: { default: 3_600, maximum: 86_400 },
    });
  });

  it('survive the function’s environment', () => {
    const options = v.parse(AgoraOptions, { tokenVersion: '007', lifetime: { default: 60, maximum: 60 } });
    expect(v.parse(AgoraOptions, JSON.parse(JSON.stringify(options)))).toEqual(options);
  });

  it.each([
    ['a version there isn’t', { tokenVersion: '005' }, "tokenVersion: '006' or '007'"],
    ['a word for a boolean', { versionByQuery: 'yes' }, 'versionByQuery: true or false'],
    ['a lifetime of 0', { lifetime: { default: 0 } }, 'lifetime.default: a whole number of seconds from 1 to 86400'],
    [
      'a lifetime beyond 24 hours',
      { lifetime: { maximum: 86_401 } },
      'lifetime.maximum: a whole number of seconds from 1 to 86400',
    ],
    ['half a second', { lifetime: { default: 1.5 } }, 'lifetime.default: a whole number of seconds from 1 to 86400'],
    [
      'a default above the maximum',
      { lifetime: { default: 61, maximum: 60 } },
      'lifetime.default: no more than maximum, which is 60',
    ],
    ['a misspelt option', { tokenversion: '006' }, 'tokenversion: one of tokenVersion, versionByQuery, lifetime'],
    ['no object', { lifetime: 60 }, 'lifetime: an object with default, maximum'],
  ])('refuse %s and say what is expected', (_what, input, issue) => {
    expect(issuesOf(input)).toEqual([issue]);
  });
});
