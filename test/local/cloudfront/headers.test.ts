import { expect, it } from 'vitest';
import { fromCloudFrontHeaders, toCloudFrontHeaders } from '../../../local/cloudfront/headers.ts';

it.each(['__proto__', 'constructor', 'X-Twice'])(
  'a field named %s is one like any other, as often as it is given',
  (name) => {
    const fields = [
      [name, 'one'],
      ['Other', 'x'],
      [name, 'two'],
    ] as const;
    const headers = toCloudFrontHeaders(fields);
    expect(Object.keys(headers)).toEqual([name.toLowerCase(), 'other']);
    expect(fromCloudFrontHeaders(headers)).toEqual([
      [name, 'one'],
      [name, 'two'],
      ['Other', 'x'],
    ]);
  },
);
