import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CommanderError } from 'commander';
import * as v from 'valibot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UsageError } from '../../commands/errors.ts';
import { keysOf } from '../../commands/provider-keys.ts';
import { makingOf } from '../../commands/secrets/arguments.ts';
import { fill } from '../../commands/secrets/fill.ts';
import type { FoundMaker } from '../../commands/secrets/secret-makers.ts';
import { stageSecrets } from '../../commands/secrets/stage-secrets.ts';
import { createParent, type Parent, secretMaker } from '../../lambda/millicast/create-parent.ts';
import { MILLICAST_TIMES, millicastApi } from '../../lambda/millicast/millicast-api.ts';
import { startMillicastSandbox } from '../../lambda/millicast/sandbox/sandbox.ts';
import { providerOf, providers } from '../../lambda/providers.ts';
import { ViewerTokenOptions } from '../../lambda/viewer-token/options.ts';
import { ParentToken } from '../../lambda/viewer-token/parent-token.ts';
import { viewerToken } from '../../lambda/viewer-token/viewer-token.ts';
import { clone } from '../support/clone.ts';
import { commandLine, compiledOnce, testProject } from '../support/command.ts';
import { fullStage, propertiesOf, templates } from '../support/synth.ts';
import { readSecrets } from './read-secrets.ts';
import { DeployedSecret, secretsManager } from './secrets-manager.ts';

const NOW = Date.UTC(2026, 0, 1);
const API_SECRET = 'the-api-secret';
const EMPTY_PARENT = '{"tokenId":"","token":"","streams":"","expiresAt":""}';

describe('the command line', () => {
  it.each([
    [['agora'], { provider: 'agora', stage: 'dev', stack: undefined, dryRun: false, json: false, making: undefined }],
    [
      ['millicast', '--stage', 'prod', '--dry-run'],
      { provider: 'millicast', stage: 'prod', stack: undefined, dryRun: true, json: false, making: undefined },
    ],
    [
      ['millicast', '--create-parent', '--stream', 'cam', '--stream', '.*', '--pattern', 'stage-\\d+', '--days', '30'],
      {
        provider: 'millicast',
        stage: 'dev',
        stack: undefined,
        dryRun: false,
        json: false,
        making: {
          maker: secretMaker,
          asked: {
            streams: [
              { streamName: 'cam', isRegex: false },
              { streamName: '.*', isRegex: false },
              { streamName: 'stage-\\d+', isRegex: true },
            ],
            days: 30,
          },
        },
      },
    ],
  ])('is read: %j', async (args, expected) => {
    expect(await readSecrets(args)).toEqual(expected);
  });

  it.each([
    [[], "missing required argument 'provider'"],
    [['greenroom'], `Allowed choices are ${providers.map(({ id }) => id).join(', ')}.`],
    [['agora', 'millicast'], 'too many arguments'],
    [['agora', '--create-parent', '--stream', 'cam'], '--create-parent is for millicast'],
    [['millicast', '--create-parent'], 'needs at least one --stream or --pattern'],
    [['millicast', '--create-parent', '--pattern', '('], '--pattern ( must be a regular expression of'],
    [['millicast', '--create-parent', '--stream', ' '], '1 to 128 characters'],
    [['millicast', '--create-parent', '--stream', 'cam', '--days', '0'], '--days is a whole number'],
    [['millicast', '--create-parent', '--stream', 'cam', '--days', '1e3'], '--days is a whole number'],
    [['agora', '--json'], '--json goes with --dry-run'],
    [['millicast', '--stream', 'cam'], 'can only be given with --create-parent'],
    [['millicast', '--secret', 'x'], "unknown option '--secret'"],
  ])('is refused: %j', async (args, message) => {
    const error = await readSecrets(args).catch((thrown: unknown) => thrown);
    expect(error instanceof UsageError || error instanceof CommanderError).toBe(true);
    expect((error as Error).message).toContain(message);
  });
});

describe('secrets that are made by command', () => {
  const maker = (flag: string, ...names: string[]): FoundMaker => ({
    provider: 'millicast',
    flag,
    maker: {
      ...secretMaker,
      options: Object.fromEntries(names.map((name) => [name, { value: 'x', description: 'for this test' }])),
      read: () => flag,
    },
  });
  // Two that share an option.
  const makers = [maker('create-a', 'days', 'room'), maker('create-b', 'days')];

  it('are made one at a time, each with its own options', () => {
    expect(makingOf('millicast', { 'create-b': true, days: '3' }, makers)?.asked).toBe('create-b');
    expect(makingOf('millicast', { 'create-a': true, days: '3', room: 'x' }, makers)?.asked).toBe('create-a');
    expect(makingOf('millicast', {}, makers)).toBeUndefined();
  });

  it.each([
    [{ 'create-a': true, 'create-b': true }, 'give one of --create-a, --create-b'],
    [{ 'create-b': true, room: 'x' }, '--days, --room can only be given with --create-a'],
    [{ days: '3' }, 'can only be given with --create-a'],
  ])('are not made of %j', (values, message) => {
    expect(() => makingOf('millicast', values, makers)).toThrow(message);
  });
});

describe('the secrets of a stage', () => {
  it('are those that its stack names, whatever tags another secret has', async () => {
    const wanted = new DeployedSecret('dev', 'Agora', '{}', 1);
    const { client, outputs, calls } = await secretsManager([wanted], {
      others: [new DeployedSecret('dev', 'Agora', '{}', 2)],
    });
    expect(await stageSecrets(client, 'dev', outputs).arnOf('Agora')).toBe(wanted.ARN);
    expect(calls).toEqual([]);
  });

  it('are missed by name where the stack has none', async () => {
    const { client, outputs } = await secretsManager([new DeployedSecret('dev', 'LiveKit', '{}')]);
    await expect(stageSecrets(client, 'dev', outputs).arnOf('Agora/eu-west')).rejects.toThrow(
      'the stack of dev has no output ProviderSecretAgoraProjecteuwest: deploy it once more',
    );
  });

  it('have the tags that the documentation looks for', () => {
    const secrets = propertiesOf(templates(fullStage).api, 'AWS::SecretsManager::Secret');
    const owners = secrets.map(({ Tags }) => {
      const tags = Tags as { Key: string; Value: string }[];
      expect(tags).toEqual(
        expect.arrayContaining([
          { Key: 'app', Value: 'stagepass' },
          { Key: 'stage', Value: 'test' },
        ]),
      );
      return tags.find(({ Key }) => Key === 'provider-secret')?.Value;
    });
    expect(owners).toEqual(expect.arrayContaining(['MillicastViewer']));
  });
});

describe('npx stagepass secrets PROVIDER', () => {
  const hex = '970CA35de60c44645bbae8a215061b33';

  async function filling(
    environment: Record<string, string>,
    typed: Record<string, string> = {},
    dryRun = false,
    json = false,
  ) {
    const secret = new DeployedSecret('dev', 'Agora', '{"appId":"","appCertificate":""}');
    const { client, outputs, calls } = await secretsManager([secret]);
    const said: string[] = [];
    const asked: string[] = [];
    const ask = async (field: string) => {
      asked.push(field);
      return typed[field] ?? '';
    };
    const filled = await fill({
      secret: keysOf(providerOf('agora')),
      secrets: stageSecrets(client, 'dev', outputs),
      environment,
      ask,
      say: (line) => void said.push(line),
      dryRun,
      json,
    }).then(
      () => 'filled',
      (error: Error) => error.message,
    );
    const text = said.join('\n');
    expect(text + filled).not.toContain(hex);
    return { secret, calls, asked, text, filled };
  }

  it('stores what the environment gives, and asks for the rest', async () => {
    const { secret, asked } = await filling({ APP_ID: hex }, { appCertificate: hex });
    expect(JSON.parse(secret.value)).toEqual({ appId: hex, appCertificate: hex });
    expect(asked).toEqual(['appCertificate']);
  });

  it('changes nothing and asks nothing in a dry run', async () => {
    const { secret, calls, asked, text } = await filling({ APP_ID: hex }, {}, true);
    expect(secret.value).toBe('{"appId":"","appCertificate":""}');
    expect(calls).not.toContain('PutSecretValue');
    expect(asked).toEqual([]);
    expect(text).toContain('appId: from APP_ID\nappCertificate: would be asked for');
  });

  it('says in a dry run what it would do, for a program', async () => {
    const { text } = await filling({ APP_ID: hex }, {}, true, true);
    expect(JSON.parse(text)).toEqual({
      secret: expect.stringContaining('arn:aws:secretsmanager:'),
      keys: [
        { field: 'appId', variable: 'APP_ID', isGiven: true },
        { field: 'appCertificate', variable: 'APP_CERTIFICATE', isGiven: false },
      ],
      dryRun: true,
    });
  });

  it('refuses in a dry run what it would refuse', async () => {
    const { text, filled } = await filling({ APP_ID: 'short' }, {}, true);
    expect([text, filled]).toEqual(['', 'appId is not right: expected 32 hexadecimal digits']);
  });
});

describe('npx stagepass secrets millicast --create-parent', () => {
  const parent: Parent = { streams: [{ streamName: 'cam' }, { streamName: 'stage-\\d+', isRegex: true }], days: 30 };

  async function creating({
    apiSecret = API_SECRET,
    before = EMPTY_PARENT,
    dryRun = false,
    refuse,
    of = parent,
  }: {
    of?: Parent;
    apiSecret?: string;
    before?: string;
    dryRun?: boolean;
    refuse?: string;
  } = {}) {
    const sandbox = await startMillicastSandbox({ apiSecret: API_SECRET, now: () => NOW });
    onTestFinished(() => sandbox.close());
    const keys = new DeployedSecret('dev', 'Millicast', JSON.stringify({ apiSecret }));
    const viewer = new DeployedSecret('dev', 'MillicastViewer', before);
    const { client, outputs } = await secretsManager([keys, viewer], { refused: refuse === undefined ? [] : [refuse] });
    const said: string[] = [];
    const tools = { now: () => NOW, random: () => 0, sleep: async () => {} };
    const outcome = await createParent({
      parent: of,
      stage: 'dev',
      allowMatchAll: false,
      secrets: stageSecrets(client, 'dev', outputs),
      connect: (held) => millicastApi(sandbox.url, async () => held, MILLICAST_TIMES, tools),
      say: (line) => void said.push(line),
      dryRun,
    }).then(
      () => 'made',
      (error: Error) => error.message,
    );
    const text = said.join('\n');
    const { token } = JSON.parse(viewer.value);
    for (const hidden of [API_SECRET, token].filter(Boolean)) expect(text + outcome).not.toContain(hidden);
    return { sandbox, viewer, text, outcome };
  }

  it('makes a token that viewer tokens can be signed with, and stores it', async () => {
    const { sandbox, viewer, text, outcome } = await creating();
    expect(outcome).toBe('made');
    const stored = v.parse(ParentToken, JSON.parse(viewer.value));
    expect(stored).toMatchObject({
      streams: [
        { streamName: 'cam', isRegex: false },
        { streamName: 'stage-\\d+', isRegex: true },
      ],
      expiresAt: '2026-01-31T00:00:00.000Z',
    });
    expect(text).toContain(`made subscribe token ${stored.tokenId}, which ends at 2026-01-31T00:00:00.000Z`);
    const options = v.parse(ViewerTokenOptions, { trackCaller: true, bindIp: true });
    const by = { caller: 'client', viewerIp: '192.0.2.1' };
    const { token } = await viewerToken(stored, { streamName: 'stage-7', expireTime: undefined }, options, by, NOW);
    for (const ip of ['192.0.2.1', '192.0.2.9']) {
      const { admitted } = sandbox.director.admit({ kind: 'subscribe', token, streamName: 'stage-7', ip });
      expect(admitted).toBe(ip === '192.0.2.1');
    }
  });

  it('says which token it takes the place of', async () => {
    const old = { tokenId: 7, token: 'f'.repeat(64), streams: [{ streamName: 'cam' }], expiresAt: null };
    const { text } = await creating({ before: JSON.stringify(old) });
    expect(text).toContain('Viewer tokens of the one before, 7, are good while it lives');
  });

  it('makes nothing in a dry run', async () => {
    const { sandbox, viewer, text } = await creating({ dryRun: true });
    expect(sandbox.calls).toEqual([]);
    expect(viewer.value).toBe(EMPTY_PARENT);
    expect(text).toContain(
      'would make a subscribe token "stagepass dev viewers" that ends in 30 days and opens:\n  cam',
    );
  });

  it('makes none that opens every stream, where the stage doesn’t allow that', async () => {
    const { sandbox, outcome } = await creating({ of: { streams: [{ streamName: '.+', isRegex: true }], days: 1 } });
    expect(outcome).toMatch(
      /^--pattern \.\+ could match every stream, which stage dev does not allow: it must start with 3/,
    );
    expect(sandbox.calls).toEqual([]);
  });

  it('needs the API secret first', async () => {
    const { outcome } = await creating({ apiSecret: '' });
    expect(outcome).toBe('the API secret is not filled in yet: npx stagepass secrets millicast');
  });

  it('says that a wrong API secret was refused', async () => {
    const { outcome, viewer } = await creating({ apiSecret: 'another' });
    expect(outcome).toBe('Millicast refused our API secret');
    expect(viewer.value).toBe(EMPTY_PARENT);
  });

  it('leaves no token behind that it can’t store', async () => {
    const { sandbox, outcome } = await creating({ refuse: 'PutSecretValue' });
    expect(outcome).toContain('is not authorized to perform: secretsmanager:PutSecretValue');
    expect(sandbox.calls.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
  });
});

describe('the command itself', () => {
  const node = promisify(execFile);
  const run = (args: string[], env: Record<string, string> = {}, cwd = testProject) =>
    node(process.execPath, [commandLine(cwd), 'secrets', ...args], {
      cwd,
      env: { ...process.env, ...compiledOnce, ...env },
    });

  it('stores keys over the wire, in the stage’s own region', async () => {
    const dir = clone();
    const config = join(dir, 'stagepass.config.ts');
    writeFileSync(config, readFileSync(config, 'utf8').replace('  dev: {', "  dev: { region: 'eu-west-1',"));
    const here = new DeployedSecret('dev', 'Millicast', '{"apiSecret":""}', 0, 'eu-west-1');
    const elsewhere = new DeployedSecret('dev', 'Millicast', '{"apiSecret":""}', 1);
    const taggedAlike = new DeployedSecret('dev', 'Millicast', '{"apiSecret":""}', 2, 'eu-west-1');
    const { environment } = await secretsManager([here, elsewhere], { others: [taggedAlike] });
    const { stdout, stderr } = await run(['millicast'], { ...environment, MILLICAST_API_SECRET: API_SECRET }, dir);
    expect(JSON.parse(here.value)).toEqual({ apiSecret: API_SECRET });
    for (const { value } of [elsewhere, taggedAlike]) expect(JSON.parse(value)).toEqual({ apiSecret: '' });
    expect(stdout).toContain('stored apiSecret in arn:aws:secretsmanager:');
    expect(stdout + stderr).not.toContain(API_SECRET);
  });

  it('finds a stage in a stack of somebody else, which is named', async () => {
    const secret = new DeployedSecret('dev', 'Millicast', '{"apiSecret":""}');
    const { environment } = await secretsManager([secret], { stack: 'Shop' });
    const given = { ...environment, MILLICAST_API_SECRET: API_SECRET };
    await expect(run(['millicast'], given)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^there is no stack Stagepass-dev-Api in us-east-1: .*--stack names the stack of yours/,
      ),
    });
    await run(['millicast', '--stack', 'Shop'], given);
    expect(JSON.parse(secret.value)).toEqual({ apiSecret: API_SECRET });
  });

  it('tells how it is used', async () => {
    expect((await run(['--help'])).stdout).toContain('npx stagepass secrets millicast --create-parent');
    await expect(run(['greenroom'])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Allowed choices are agora,'),
    });
    await expect(run(['agora', '--stage', 'none'])).rejects.toMatchObject({
      stderr: expect.stringContaining('there is no stage "none"'),
    });
  });
});
