import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../bin/parse-arguments.ts';
import { projectRoot } from '../../lib/root.ts';

const options = { stage: { type: 'string', default: 'dev' }, 'dry-run': { type: 'boolean' } } as const;

it('refuses an option with one value that is given twice, and takes a list', () => {
  const list = { ...options, api: { type: 'string', multiple: true } } as const;
  expect(() => parseArguments({ args: ['--stage', 'dev', '--stage=prod'], options }, {})).toThrow(
    '--stage is given more than once',
  );
  const args = ['--api', 'a', '--api', 'b', '--dry-run', '--dry-run'];
  expect(parseArguments({ args, options: list }, {}).values).toMatchObject({ api: ['a', 'b'], 'dry-run': true });
});

describe('an option that npm took for its own, since no -- is before it', () => {
  it.each([
    ['--stage', { npm_config_stage: 'prod' }],
    ['--dry-run', { npm_config_dry_run: 'true' }],
  ])('%s is refused, with what to write', (option, kept) => {
    const environment = { ...kept, npm_lifecycle_event: 'callers' };
    expect(() => parseArguments({ args: [], options }, environment)).toThrow(
      `npm took ${option} for its own: put -- before the options, as in npm run callers -- ${option}`,
    );
  });

  it.each([[['--stage', 'prod']], [['--stage=prod']]])('is no matter where it is given, too: %j', (args) => {
    expect(parseArguments({ args, options }, { npm_config_stage: 'dev' }).values.stage).toBe('prod');
  });

  it('is none where npm says that it is off, or keeps something else', () => {
    const environment = { npm_config_dry_run: '', npm_config_tag: 'x' };
    expect(parseArguments({ args: [], options }, environment).values.stage).toBe('dev');
  });

  // Each of these would go on to the stage dev, or do what it was only to say.
  it.each([
    'callers disable client --dry-run',
    'rotate origin --stage=prod',
    'secrets agora --stage=prod',
    'verify --stage=prod',
    'start --stage=prod',
    'cost --tokens=4',
  ])('npm run %s', async (line) => {
    const args = line.split(' ');
    const { code, stderr } = await npmRun(args);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(`for its own: put -- before the options, as in npm run ${args[0]} -- --`);
    expect(stderr).not.toContain('    at ');
  });
});

function npmRun(args: readonly string[]): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    execFile('npm', ['run', '--silent', ...args], { cwd: projectRoot }, (error, _, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stderr });
    });
  });
}
