import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { afterEach, expect, it, vi } from 'vitest';
import { coloured } from '../../commands/colours.ts';

const GREEN = '\u001b[32mfine\u001b[39m';

/** A terminal that knows colours, by the same rules as Node's. */
const terminal = Object.assign(new PassThrough(), {
  isTTY: true,
  getColorDepth: WriteStream.prototype.getColorDepth,
}) as unknown as NodeJS.WriteStream;
const pipe = new PassThrough() as unknown as NodeJS.WriteStream;

afterEach(() => void vi.unstubAllEnvs());

it.each<[string, Readonly<Record<string, string | undefined>>, NodeJS.WriteStream, string]>([
  ['a terminal', { TERM: 'xterm-256color' }, terminal, GREEN],
  ['a terminal with NO_COLOR', { TERM: 'xterm-256color', NO_COLOR: '1' }, terminal, 'fine'],
  ['a pipe', { TERM: 'xterm-256color' }, pipe, 'fine'],
  ['a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, pipe, GREEN],
])('are for %s', (_, environment, stream, expected) => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI']) vi.stubEnv(name, environment[name]);
  vi.stubEnv('TERM', environment.TERM);
  expect(coloured('green', 'fine', stream)).toBe(expected);
});
