import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ApiError, ErrorBody, type ErrorCode, errorStatus } from '../../api/errors.ts';

describe('the error shape', () => {
  it.each(Object.entries(errorStatus))('has the code %s with status %i', (code, status) => {
    expect(new ApiError(code as ErrorCode, 'why').status).toBe(status);
    expect(v.is(ErrorBody, { error: 'why', code, requestId: 'id' })).toBe(true);
  });

  it.each([
    ['an unknown code', { error: 'why', code: 'oops', requestId: 'id' }],
    ['a field more', { error: 'why', code: 'not_found', requestId: 'id', stack: 'at …' }],
    ['a field less', { error: 'why', code: 'not_found' }],
  ])('has no room for %s', (_what, body) => {
    expect(v.is(ErrorBody, body)).toBe(false);
  });
});
