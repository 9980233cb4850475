import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../api/errors.ts';
import { chooseProject } from '../../../../lambda/shared/projects/choose-project.ts';

const all = ['default', 'eu', 'us'];

function outcome(asked: string | undefined, right: string[] | undefined, of: string[] = all): string {
  try {
    return chooseProject(asked, right, of);
  } catch (error) {
    if (error instanceof ApiError) return `${error.status} ${error.code}: ${error.message}`;
    throw error;
  }
}

describe('the project of a request', () => {
  it.each<[string | undefined, string[] | undefined, string]>([
    // Without a query: the only one that is possible, else the default one.
    [undefined, undefined, 'default'],
    [undefined, ['us', 'default'], 'default'],
    [undefined, ['us'], 'us'],
    [undefined, ['eu', 'us'], '400 invalid_request: project is required: one of eu, us'],
    // With one: only what the rights give.
    ['us', undefined, 'us'],
    ['us', ['eu', 'us'], 'us'],
    ['us', ['us'], 'us'],
    ['us', ['eu'], '403 not_allowed: this caller may not ask for the project "us"; allowed: "eu"'],
    ['default', ['eu'], '403 not_allowed: this caller may not ask for the project "default"; allowed: "eu"'],
    ['asia', undefined, '404 not_found: there is no project "asia"; this caller may choose default, eu, us'],
    ['asia', ['eu'], '404 not_found: there is no project "asia"; this caller may choose eu'],
    ['', undefined, '404 not_found: there is no project ""; this caller may choose default, eu, us'],
    ['__proto__', undefined, '404 not_found: there is no project "__proto__"; this caller may choose default, eu, us'],
  ])('is, asked for %o with the right %o: %s', (asked, right, expected) => {
    expect(outcome(asked, right)).toBe(expected);
  });

  it('is the only one of a stage that has one, whatever its name', () => {
    expect([outcome(undefined, undefined, ['eu']), outcome('eu', undefined, ['eu'])]).toEqual(['eu', 'eu']);
  });
});
