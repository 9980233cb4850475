import { decodeJwt } from 'jose';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { ISSUER_URL_VARIABLE } from '../../../commands/issuer-url.ts';
import { connectIssuers } from '../../../commands/start/issuers.ts';
import { type TokenOptions, token } from '../../../commands/users/token.ts';
import { selectStage } from '../../../lib/config/config.ts';
import { runCommand } from '../../support/command.ts';
import { parsedCommand } from '../../support/parsed-command.ts';

const issuers = await connectIssuers(
  selectStage(
    {
      dev: {
        providers: { agora: {} },
        issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
        callers: { members: { audience: 'client', token: { issuer: 'app', where: { plan: 'full' } } } },
      },
    },
    'dev',
  ),
  { real: false },
);
afterAll(() => issuers.close());
afterEach(() => {
  vi.unstubAllEnvs();
});
const running = { [ISSUER_URL_VARIABLE]: issuers.sandbox?.url ?? '' };

describe('npx stagepass users token', () => {
  it('prints a token alone, with what is given and what is demanded', async () => {
    const claims = ['tenant=acme', 'groups=a', 'groups=b=c', '/app/role=host'].flatMap((each) => ['--claim', each]);
    const { code, out, err } = await runCommand(
      'users',
      ['token', '--sub', 'ada', ...claims, '--caller', 'members', '--for', '15m'],
      running,
    );
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { iat = 0, exp = 0, ...claimed } = decodeJwt(out.trim());
    expect(exp - iat).toBe(900);
    expect(claimed).toEqual({
      iss: 'https://sign-in.example.com',
      aud: 'stagepass',
      sub: 'ada',
      plan: 'full',
      tenant: 'acme',
      groups: ['a', 'b=c'],
      app: { role: 'host' },
    });
  });

  it.each<[string, string[], Record<string, string>, string]>([
    ['no user', [], running, '--sub is missing: who the user is'],
    ['no sandbox', ['--sub', 'ada'], {}, 'STAGEPASS_ISSUER_URL is not set: paste the two lines'],
    ['one elsewhere', ['--sub', 'a'], { [ISSUER_URL_VARIABLE]: 'http://example.com' }, 'must be a URL on this machine'],
    ['one of yesterday', ['--sub', 'a'], { [ISSUER_URL_VARIABLE]: 'http://127.0.0.1:9' }, 'nothing answers at http://'],
    ['a claim without a value', ['--sub', 'a', '--claim', 'tenant'], running, '--claim: expected NAME=VALUE'],
    [
      'a caller that isn’t',
      ['--sub', 'a', '--caller', 'x'],
      running,
      'no such caller of signed-in users; there is members',
    ],
    ['a time that isn’t', ['--sub', 'a', '--for', '1y'], running, '--for 1y: expected a time such as 90s'],
    ['a time that is too long', ['--sub', 'a', '--for', '2d'], running, 'seconds: 86400 seconds at most'],
  ])('says in a line what is wrong, given %s', async (_what, args, environment, message) => {
    vi.stubEnv(ISSUER_URL_VARIABLE, environment[ISSUER_URL_VARIABLE]);
    const { options } = await parsedCommand('users', 'token', ...args);
    const refusal = await token(options as unknown as TokenOptions).catch(({ message }: Error) => message);
    expect(refusal).toContain(message);
    expect(refusal.split('\n')).toHaveLength(1);
  });
});
