import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../commands/start/options.ts';

describe('readOptions', () => {
  it('has a default for each', () => {
    expect(readOptions([], {})).toEqual({
      port: 8080,
      https: false,
      stage: 'dev',
      realIssuers: false,
      verbose: false,
      help: false,
    });
  });

  it('takes the flag before the environment', () => {
    expect(readOptions([], { PORT: '3000' }).port).toBe(3000);
    expect(readOptions(['--port', '4000'], { PORT: '3000' }).port).toBe(4000);
    expect(readOptions(['--port=0', '--https', '--stage', 'prod', '--real-issuers', '--verbose'], {})).toMatchObject({
      https: true,
      port: 0,
      stage: 'prod',
      realIssuers: true,
      verbose: true,
    });
  });

  it.each(['-1', '65536', '80a', '', '8080.5'])('refuses %j as a port', (port) => {
    expect(() => readOptions([`--port=${port}`], {})).toThrow(`${port} is no port: give a number up to 65535`);
  });

  it('refuses what it doesn’t know', () => {
    expect(() => readOptions(['--prot', '80'], {})).toThrow("Unknown option '--prot'");
    expect(() => readOptions(['prod'], {})).toThrow("Unexpected argument 'prod'");
  });
});
