import { onTestFinished, vi } from 'vitest';

/** Keeps what the test writes to stdout from the terminal, and gives it. */
export function captureLog(): { readonly text: () => string; readonly lines: () => Record<string, unknown>[] } {
  const spy = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => spy.mockRestore());
  const text = () => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  return {
    text,
    lines: () =>
      text()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}
