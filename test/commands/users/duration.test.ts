import { expect, it } from 'vitest';
import { UsageError } from '../../../commands/errors.ts';
import { secondsIn } from '../../../commands/users/duration.ts';

it.each([
  ['90s', 90],
  ['15m', 900],
  ['24h', 86_400],
  ['7d', 604_800],
  ['3650d', 315_360_000],
])('reads %s', (text, seconds) => expect(secondsIn(text)).toBe(seconds));

it.each(['', '24', 'h', '0h', '-1h', '1.5h', '1 h', '24H', '1h30m', '3651d', '1000000000s', '1w', 'for ever'])(
  'refuses "%s"',
  (text) =>
    expect(() => secondsIn(text)).toThrow(
      new UsageError(`--for ${text}: expected a time such as 90s, 15m, 24h or 7d, of 3650d at most`),
    ),
);
