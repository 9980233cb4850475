import { describe, expect, it } from 'vitest';
import { readPort, type StartOptions } from '../../../commands/start/options.ts';
import { parsedCommand } from '../../support/parsed-command.ts';

const start = async (...args: string[]) => (await parsedCommand('start', ...args)).options as unknown as StartOptions;

describe('the options of start', () => {
  it('are off by default, on the stage dev', async () => {
    expect(await start()).toEqual({ stage: 'dev' });
    expect(readPort(await start(), {})).toBe(8080);
  });

  it('are taken before the environment', async () => {
    expect(readPort(await start(), { PORT: '3000' })).toBe(3000);
    expect(readPort(await start('--port', '4000'), { PORT: '3000' })).toBe(4000);
    const options = await start('--port=0', '--https', '--stage', 'prod', '--real-issuers', '--verbose');
    expect(options).toEqual({ port: '0', https: true, stage: 'prod', realIssuers: true, verbose: true });
    expect(readPort(options, { PORT: '3000' })).toBe(0);
  });

  it.each(['-1', '65536', '80a', '', '8080.5'])('have no %j as a port', (port) => {
    expect(() => readPort({ port }, {})).toThrow('the port must be a number up to 65535');
  });

  it('are no others', async () => {
    await expect(start('--prot', '80')).rejects.toThrow("unknown option '--prot'\n(Did you mean --port?)");
    await expect(start('prod')).rejects.toThrow('too many arguments');
  });
});
