import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { askFor, CancelledError } from '../../../commands/init/ask.ts';

/** A terminal whose user gives these keys, each where a question waits for one. */
function terminal(answers: readonly (readonly string[])[]) {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns: 100, rows: 40 });
  let shown = '';
  let asked = 0;
  output.on('data', async (chunk: Buffer) => {
    shown += chunk.toString('utf8');
    const questions = shown.split('◆').length - 1;
    if (questions <= asked) return;
    const keys = answers[asked] ?? [];
    asked = questions;
    for (const key of keys) {
      await setImmediate();
      input.write(key);
    }
  });
  return { input, output, shown: () => shown };
}

it('asks for what isn’t given', async () => {
  const { input, output, shown } = terminal([[' ', '\r'], ['\r'], ['\r'], ['\r']]);
  const answers = await askFor({ name: 'x' }, { input, output });
  expect(answers).toEqual({
    name: 'x',
    providers: ['agora'],
    region: 'us-east-1',
    origins: ['http://localhost:5173'],
    signIn: 'none',
  });
  expect(shown()).toContain('Which providers?');
});

it('asks again where an answer doesn’t fit, and says why', async () => {
  const { input, output, shown } = terminal([['x', '\r', '\x7f', '\r'], ['\r']]);
  const given = { name: 'x', providers: ['agora'], origins: [] } as const;
  expect(await askFor(given, { input, output })).toMatchObject({ region: 'us-east-1', signIn: 'none' });
  expect(shown()).toContain('expected an AWS region');
});

it('ends where the user does', async () => {
  const { input, output } = terminal([['\x03']]);
  await expect(askFor({ name: 'x' }, { input, output })).rejects.toThrow(CancelledError);
});
