import { describe, expect, it } from 'vitest';
import { validateParameters } from '../../../local/api-gateway/request-validator.ts';
import { apiRequest } from './requests.ts';

const required = [
  { in: 'querystring', name: 'colour' },
  { in: 'header', name: 'X-Size' },
  { in: 'path', name: 'thing' },
] as const;

describe('validateParameters', () => {
  it('lets a request through that has them all', () => {
    const request = apiRequest('/things/7?colour=&colour=red', { 'x-size': ['1'] });
    expect(() => validateParameters(required, request, { thing: '7' })).not.toThrow();
  });

  it.each([
    ['/things/7', {}, '[colour, X-Size]'],
    ['/things/7?Colour=red', { 'x-size': [' '] }, '[colour, X-Size]'],
    ['/things/7?colour=', { 'x-size': ['1'] }, '[colour]'],
    ['/things/7?colour=%20', { 'x-size': ['1'] }, '[colour]'],
  ])('names what %s with %j lacks', (path, headers, missing) => {
    expect(() => validateParameters(required, apiRequest(path, headers), { thing: '7' })).toThrow(
      expect.objectContaining({
        type: 'BAD_REQUEST_PARAMETERS',
        text: `Missing required request parameters: ${missing}`,
      }),
    );
  });
});
