import { expect, it, onTestFinished, vi } from 'vitest';
import { AHEAD_MS, readAhead } from '../../../../lambda/shared/secrets/ahead.ts';
import { FROM_AFAR } from '../../../../lambda/shared/secrets/read-times.ts';

it('a start waits for all that is read ahead', async () => {
  const ended: string[] = [];
  const reading = async (name: string) => {
    await new Promise(setImmediate);
    ended.push(name);
  };
  await readAhead(reading('one'), reading('another'));
  expect(ended).toEqual(['one', 'another']);
});

it('a start doesn’t wait for what hangs', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const start = readAhead(new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(AHEAD_MS);
  await start;
  // What is given up isn't waited for: requests begin anew. So it mustn't be longer than a reading may take.
  expect(AHEAD_MS).toBeLessThan(FROM_AFAR.deadlineMs);
});
