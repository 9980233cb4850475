import { describe, expect, it } from 'vitest';
import { capText } from '../../web/cap-text.ts';
import { durationText } from '../../web/duration.ts';
import { choiceText, wordsOf } from '../../web/words.ts';

it.each([
  ['streamName', 'Stream name'],
  ['allowedIpAddresses', 'Allowed IP addresses'],
  ['userId', 'User ID'],
  ['displaySrtPassphrase', 'Display SRT passphrase'],
  ['events_url', 'Events URL'],
  ['role', 'Role'],
])('writes %s as %s', (name, words) => {
  expect(wordsOf(name)).toBe(words);
});

it.each([
  ['TokenOrStreamName', 'Token or stream name'],
  ['AddedOn', 'Added on'],
  ['publisher', 'publisher'],
  ['006', '006'],
  ['my-Project', 'my-Project'],
])('shows the value %s as %s', (value, text) => {
  expect(choiceText(value)).toBe(text);
});

describe('a lifetime', () => {
  it.each([
    [600, '10 minutes'],
    [3_600, '1 hour'],
    [86_400, '1 day'],
    [90, '1 minute 30 seconds'],
    [129_600, '1 day 12 hours'],
    [90_061, '1 day 1 hour'],
    [1, '1 second'],
    [0, '0 seconds'],
  ])('of %s s is %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it.each([
    ['86400', 43_199_000, 'You asked for 1 day, and got 12 hours'],
    ['3600', 600_000, 'You asked for 1 hour, and got 10 minutes'],
  ])('of %s s that became %s ms is told', (asked, lifetimeMs, text) => {
    expect(capText(asked, lifetimeMs)).toContain(text);
  });

  it.each([
    ['3600', 3_598_200],
    ['60', 58_000],
    [undefined, 1_000],
    ['never', 1_000],
  ])('of %s that became %s ms is as asked', (asked, lifetimeMs) => {
    expect(capText(asked, lifetimeMs)).toBeUndefined();
  });
});
