import { expect, it } from 'vitest';
import { inProgress } from '../../commands/progress.ts';

function output(isTTY: boolean) {
  let said = '';
  const write = (text: string) => {
    said += text;
    return true;
  };
  return { isTTY, write: write as NodeJS.WriteStream['write'], said: () => said };
}

it('is a line a step where there is no terminal', async () => {
  const log = output(false);
  expect(
    await inProgress(
      'Doing it',
      async () => 7,
      (result, seconds) => `Did ${result} in ${seconds} s`,
      log,
    ),
  ).toBe(7);
  expect(log.said()).toMatch(/^Doing it …\nDid 7 in \d+\.\d s\n$/);
});

it('is a line that goes away on a terminal, also when it fails', async () => {
  const terminal = output(true);
  await inProgress(
    'Doing it',
    async () => 7,
    () => 'Did it',
    terminal,
  );
  const clear = '\r\x1b[2K';
  expect(terminal.said().startsWith(`${clear}⠋ Doing it … 0.`)).toBe(true);
  expect(terminal.said().endsWith(`${clear}Did it\n`)).toBe(true);
  const failing = output(true);
  const fails = async () => {
    throw new Error('no');
  };
  await expect(inProgress('Doing it', fails, () => 'Did it', failing)).rejects.toThrow('no');
  expect(failing.said().endsWith(clear)).toBe(true);
});
