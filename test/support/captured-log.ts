import { inspect } from 'node:util';
import { onTestFinished, vi } from 'vitest';

/** Keeps what the test writes from the terminal, and gives it: to stdout as lines, to console and stderr as text too. */
export function captureLog(): { readonly text: () => string; readonly lines: () => Record<string, unknown>[] } {
  const spy = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const others = [
    vi.spyOn(process.stderr, 'write').mockReturnValue(true),
    ...(['debug', 'log', 'info', 'warn', 'error'] as const).map((name) =>
      vi.spyOn(console, name).mockReturnValue(undefined),
    ),
  ];
  onTestFinished(() => {
    for (const each of [spy, ...others]) each.mockRestore();
  });
  const written = () => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  const text = () => [written(), ...others.flatMap(({ mock }) => mock.calls).map((said) => inspect(said))].join('');
  return {
    text,
    lines: () =>
      written()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}
