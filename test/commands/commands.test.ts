import { describe, expect, inject, it, vi } from 'vitest';
import { requestLine } from '../../commands/start/request-line.ts';
import { TOLD_HEADERS, wordsOf } from '../../commands/start/request-words.ts';
import { callerSecretName } from '../../lib/secrets/secret-names.ts';
import type { AnsweredRequest } from '../../local/run-assembly.ts';
import { runCommand } from '../support/command.ts';
import { runCommandHere } from '../support/command-here.ts';
import { passwords, send, startForTests } from '../support/stagepass.ts';

const requests: AnsweredRequest[] = [];
const { stagepass, client, admin, millicast, interactivity } = await startForTests(inject('assemblyDir'), {
  instancesPerFunction: 1,
  told: { headers: TOLD_HEADERS, onAnswered: (request) => void requests.push(request) },
});
const { secretsManager, operatorEnvironment } = stagepass;
const CLIENT = callerSecretName('dev', 'client');

/** As a person runs it: each command once. */
const run = (command: string, args: readonly string[], environment = operatorEnvironment) =>
  runCommand(command, args, environment);
const runHere = (command: string, args: readonly string[], environment = operatorEnvironment) =>
  runCommandHere(command, args, environment);

const passwordNow = () => JSON.parse(secretsManager.get(CLIENT) ?? '{}').password;

describe('the lines of requests', () => {
  const last = async (asked: Promise<{ readonly status: number }>) => {
    requests.length = 0;
    await asked;
    await vi.waitUntil(() => requests.length > 0);
    return requests[0] as AnsweredRequest;
  };
  const words = async (asked: Promise<{ readonly status: number }>) => {
    const { time, ms, ...rest } = wordsOf(await last(asked));
    expect(time).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(ms).toBeGreaterThanOrEqual(0);
    return rest;
  };

  it('say who asked for which route, and what refused it, with no query', async () => {
    expect(await words(client('/token'))).toEqual({ caller: 'client', method: 'GET', route: '/token', status: 200 });
    expect(await words(client('/access_token?channelName='))).toEqual({
      ...{ caller: 'client', method: 'GET', route: '/access_token', status: 400 },
      refused: 'function: invalid_request',
    });
    expect(await words(send(`${stagepass.url}/access_token?channelName=secret`))).toEqual({
      ...{ caller: undefined, method: 'GET', route: '/access_token', status: 401 },
      refused: 'guard: unauthorized',
    });
    expect(await words(admin('/millicast/publish_token/7'))).toMatchObject({
      route: '/millicast/publish_token/{tokenId}',
      refused: 'function: not_found',
    });
    const line = requestLine(wordsOf(requests[0] as AnsweredRequest));
    expect(line).toMatch(
      /^\d\d:\d\d:\d\d admin +GET \/millicast\/publish_token\/\{tokenId\} 404 \d+ ms ← function: not_found$/,
    );
  });

  it('come of the way that each took, with the calls of its functions', async () => {
    await stagepass.coldStart('InteractivityToken');
    const { steps } = await last(client('/token'));
    expect(steps.map(({ part, name }) => [part, name.replace(/^.*-dev-\w+-|-.*$/g, '')])).toMatchObject([
      ['CloudFront', '/token*'],
      ['viewer request function', expect.stringContaining('Guard')],
      ['API Gateway', 'GET /token'],
      ['authorizer', expect.anything()],
      ['function', expect.stringContaining('Interactivity')],
    ]);
    const calls = steps.at(-1)?.calls.map(({ method, origin, status }) => [method, origin, status]);
    expect(calls).toContainEqual(['POST', new URL(secretsManager.url).origin, 200]);
    expect(calls).toContainEqual(['POST', new URL(interactivity.url).origin, 200]);
    expect(JSON.stringify(steps)).not.toContain(passwords.client);
  });
});

describe('npx stagepass callers', () => {
  it('shuts a caller out and lets it in with a new password, without saying it', async () => {
    expect((await client('/openapi.json')).status).toBe(200);

    const dry = await runHere('callers', ['disable', 'client', '--dry-run']);
    expect(dry).toMatchObject({ code: 0, err: '', out: expect.stringContaining('would be shut out') });
    expect(passwordNow()).toBe(passwords.client);
    expect(JSON.parse((await runHere('callers', ['disable', 'client', '--dry-run', '--json'])).out)).toEqual({
      ...{ caller: 'client', secret: CLIENT, enabled: true, changes: true, dryRun: true },
    });

    expect(await run('callers', ['disable', 'client'])).toEqual({
      code: 0,
      err: '',
      out: 'client is shut out, everywhere within 300 s\n',
    });
    // As it will be when an edge location reads the secret again.
    await stagepass.coldStart('Guard');
    expect((await client('/openapi.json')).status).toBe(401);
    expect((await runHere('callers', ['disable', 'client'])).out).toBe('client is disabled already\n');
    expect(await runHere('verify', [])).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        'client is shut out, its secret holds no password: npx stagepass callers enable client',
      ),
    });

    const enabled = await runHere('callers', ['enable', 'client']);
    expect(enabled).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`a new password in ${CLIENT}`) });
    expect(enabled.out).toContain(`--secret-id ${CLIENT} --query SecretString --output text | jq -r .password\n`);
    expect(passwordNow()).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(enabled.out).not.toContain(passwordNow());
    await stagepass.coldStart('Guard');
    // The old password, which is no longer the one before.
    expect((await client('/openapi.json')).status).toBe(401);
    const authorization = `Basic ${Buffer.from(`client:${passwordNow()}`).toString('base64')}`;
    expect((await client('/openapi.json', { headers: { authorization } })).status).toBe(200);
  });

  it('gives no new password to a caller that is let in', async () => {
    const { code, out } = await runHere('callers', ['enable', 'admin']);
    const said = 'admin is not disabled, and keeps its password; npx stagepass rotate admin gives it another\n';
    expect([code, out]).toEqual([0, said]);
  });
});

describe('npx stagepass secrets', () => {
  const newer = { APP_ID: '0'.repeat(32), APP_CERTIFICATE: '1'.repeat(32) };
  const appIdInUse = async () => (await admin('/access_token?channelName=test')).body.token.slice(3, 35);

  it('gives functions other keys, which count as soon as the secret is read again', async () => {
    const before = await appIdInUse();
    expect(before).not.toBe(newer.APP_ID);
    expect(await run('secrets', ['agora'], { ...operatorEnvironment, ...newer })).toMatchObject({ code: 0, err: '' });
    expect(await appIdInUse()).toBe(before);
    // As it will be within five minutes.
    await stagepass.coldStart('AgoraToken');
    expect(await appIdInUse()).toBe(newer.APP_ID);
  });

  it('makes a parent token by the sandbox, and refuses a URL off this machine', async () => {
    const args = ['millicast', '--create-parent', '--stream', 'MainCam'];
    const secret = () => JSON.parse(secretsManager.get('ProviderSecretMillicastViewer') ?? '{}');
    const before = secret().tokenId;
    const elsewhere = await runHere('secrets', args, {
      ...operatorEnvironment,
      MILLICAST_API_URL: 'https://api.example.com',
    });
    expect(elsewhere).toMatchObject({
      code: 2,
      err: expect.stringContaining('MILLICAST_API_URL must be a URL on this machine'),
    });
    const { code, err } = await runHere('secrets', args, { ...operatorEnvironment, MILLICAST_API_URL: millicast.url });
    expect([code, err]).toEqual([0, '']);
    expect(secret().tokenId).not.toBe(before);
    await stagepass.coldStart('MillicastViewer');
    const { status, body } = await admin('/viewer_token?streamName=MainCam');
    expect(status).toBe(200);
    expect(millicast.director.admit({ kind: 'subscribe', token: body.token, streamName: 'MainCam' })).toMatchObject({
      admitted: true,
    });
  });
});

describe('npx stagepass rotate', () => {
  it('says when rotation is not turned on', async () => {
    const { code, err } = await run('rotate', ['origin']);
    expect(code).toBe(1);
    expect(err).toBe('stagepass/dev/origin doesn’t rotate: set rotation.originEveryDays of dev, and deploy\n');
  });
});

describe('a command', () => {
  it.each([
    [1, 'callers', ['disable', 'nobody'], 'there is no secret stagepass/dev/caller/nobody in us-east-1'],
    [2, 'callers', ['disable', 'client', '--stage', 'nowhere'], 'there is no stage "nowhere"'],
    [2, 'callers', ['delete', 'client'], 'unknown command; see stagepass callers --help'],
    [2, 'callers', [], 'Usage: stagepass callers'],
    [2, 'callers', ['disable'], "missing required argument 'caller'; see"],
    [2, 'callers', ['disable', 'client', '--force'], "unknown option '--force'"],
    [2, 'callers', ['disable', 'client', '--stge', 'prod'], '(Did you mean --stage?)'],
    [2, 'callers', ['disable', 'client', '--stage=dev', '--stage', 'prod'], '--stage is given more than once'],
    [
      2,
      'callers',
      ['disable', 'client', '--stage', '--dry-run'],
      '--stage needs a value, and what follows it looks like an option',
    ],
    [2, 'callers', ['disable', 'client', '--dry-run=false'], "unknown option '--dry-run'; see"],
    [1, 'rotate', ['nobody'], 'there is no secret stagepass/dev/caller/nobody in us-east-1'],
    [1, 'rotate', ['origin', '--stage', 'nowhere'], 'there is no secret stagepass/nowhere/origin'],
    [2, 'rotate', [], "missing required argument 'secret'; see stagepass rotate --help"],
    [2, 'rotate', ['origin', 'client'], 'too many arguments'],
  ])('ends with %i and says what is wrong: %s %j', async (expected, command, args, message) => {
    const { code, out, err } = await runHere(command, args);
    expect([code, out]).toEqual([expected, '']);
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });

  it.each(['callers', 'rotate'])('says that there are no credentials: %s', async (command) => {
    const { AWS_ENDPOINT_URL_SECRETS_MANAGER } = operatorEnvironment;
    const { code, err } = await runHere(command, command === 'rotate' ? ['origin'] : ['disable', 'client'], {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: String(AWS_ENDPOINT_URL_SECRETS_MANAGER),
    });
    expect([code, err]).toEqual([2, 'no AWS credentials were found: set AWS_PROFILE, or sign in\n']);
  });

  it.each([['callers', 'disable'], ['rotate']])('helps: %s', async (command, ...more) => {
    const { code, out } = await runHere(command, [...more, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: stagepass .*--stage <name>.*--dry-run/s);
  });
});
