import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type BlockOptions,
  block,
  type ChangeOptions,
  type ListOptions,
  list,
  unblock,
} from '../../../commands/users/deny-list.ts';
import type { UsersTools } from '../../../commands/users/tools.ts';
import type { StagepassConfig } from '../../../lib/config/config.ts';
import { createOperator } from '../../../local/iam/operator.ts';
import { SecretStore, versionAt } from '../../../local/secrets-manager/secret-store.ts';
import { startSecretsManager } from '../../../local/secrets-manager/server.ts';
import { runCommand } from '../../support/command.ts';
import { parsedCommand } from '../../support/parsed-command.ts';

const NOW = Date.UTC(2030, 0, 1);

const stage: StagepassConfig[string] = {
  providers: { agora: {} },
  issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
  callers: {
    client: { audience: 'client' },
    members: { audience: 'client', token: { issuer: 'app' } },
    staff: { audience: 'client', token: { issuer: 'app' } },
  },
  passwords: { ttlSeconds: 60 },
};

/** The commands on a stage whose deny list is this. */
async function stageWith(value: string | undefined = '{}', name = 'stagepass') {
  const store = new SecretStore(() => NOW);
  const arn = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}/prod/denied-users-AbCdEf`;
  const secret = store.create(arn, `${name}/prod/denied-users`, value);
  const { accessKeyId, secretAccessKey, session, role } = createOperator('123456789012');
  const calls: string[] = [];
  const server = await startSecretsManager(store, (key) => (key === accessKeyId ? { session, role } : undefined), {
    onCall: async ({ action, phase }) => void (phase === 'before' && calls.push(action)),
  });
  const credentials = { accessKeyId, secretAccessKey };
  const client = new SecretsManagerClient({ region: 'us-east-1', endpoint: server.url, credentials, maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  const noCaller = { ...stage, callers: { client: { audience: 'client' as const } }, issuers: {} };
  const tools: UsersTools = {
    config: { prod: { ...stage, name }, plain: noCaller, other: stage },
    client,
    now: () => NOW,
    random: () => 0,
    sleep: async () => {},
  };
  const run = (command: 'block' | 'unblock' | 'list', line: string) =>
    runIn(command, [...line.split(' ').filter(Boolean), '--stage=prod'], tools);
  return { run, tools, calls, store, secret, value: () => versionAt(secret, 'AWSCURRENT')?.value };
}

/** Does what the command line does. */
async function runIn(command: 'block' | 'unblock' | 'list', line: readonly string[], tools: UsersTools) {
  const {
    args: [user = ''],
    options,
  } = await parsedCommand('users', command, ...line);
  const given: unknown = options;
  if (command === 'block') return block(user, given as BlockOptions, tools);
  return command === 'unblock' ? unblock(user, given as ChangeOptions, tools) : list(given as ListOptions, tools);
}

describe('list', () => {
  it('is empty for a stage without signed-in users, which has no list; one with them isn’t deployed', async () => {
    const { tools } = await stageWith();
    expect(await runIn('list', ['--stage=plain', '--json'], tools)).toBe('[]\n');
    expect(await runIn('list', ['--stage=plain'], tools)).toBe('nobody is blocked\n');
    await expect(runIn('list', ['--stage=other', '--json'], tools)).rejects.toThrow(/^there is no secret/);
  });
});

describe('block', () => {
  it('changes the list of the stage’s own name', async () => {
    const { run, value } = await stageWith('{}', 'acme');
    expect(await run('block', 'ada --caller members')).toContain('is blocked');
    expect(value()).toBe('{"members":{"ada":{}}}');
  });

  it('puts a user on the list, and says within what time it is everywhere', async () => {
    const { run, value } = await stageWith();
    expect(await run('block', 'ada --caller members')).toBe(
      '"ada" of members is blocked, everywhere within 60 s. Tokens that the user has live until they end.\n',
    );
    expect(value()).toBe('{"members":{"ada":{}}}');
  });

  it('fails where a replica of the list doesn’t get it, and says that it is done elsewhere', async () => {
    const { run, store, secret, value } = await stageWith();
    store.replicate(secret, 'eu-west-1');
    store.replication.stop('eu-west-1', 'the KMS key is disabled');
    await expect(run('block', 'ada --caller members')).rejects.toThrow(
      '"ada" of members is blocked, but not everywhere: the replica in eu-west-1 has failed (the KMS key is disabled)',
    );
    expect(value()).toBe('{"members":{"ada":{}}}');
  });

  it('blocks for a time, and keeps the other blocks', async () => {
    const { run, value } = await stageWith('{"staff":{"bob":{}}}');
    expect(await run('block', 'ada --caller=members --for 24h')).toContain(
      '"ada" of members is blocked until 2030-01-02T00:00:00.000Z, everywhere',
    );
    expect(JSON.parse(value() ?? '')).toEqual({ staff: { bob: {} }, members: { ada: { until: NOW / 1000 + 86_400 } } });
  });

  it('makes a block longer, never shorter, and says so', async () => {
    const { run, value } = await stageWith(`{"members":{"ada":{"until":${NOW / 1000 + 60}},"bob":{}}}`);
    await run('block', 'ada --caller members --for 90s');
    expect(await run('block', 'ada --caller members --for 10s')).toBe(
      '"ada" of members was blocked already, until 2030-01-01T00:01:30.000Z, and still is: to end it earlier, unblock first\n',
    );
    expect(await run('block', 'bob --caller members --for 90s')).toContain('blocked already, without end');
    expect(value()).toBe(`{"members":{"ada":{"until":${NOW / 1000 + 90}},"bob":{}}}`);
  });

  it('takes no name that no user has', async () => {
    const { run } = await stageWith();
    for (const name of ['x'.repeat(257), 'a\u0007b', 'a\ud800']) {
      await expect(run('block', `${name} --caller members`)).rejects.toThrow('no user has this name');
    }
  });

  it('only looks with --dry-run', async () => {
    const { run, calls } = await stageWith();
    expect(await run('block', 'ada --caller members --for 7d --dry-run')).toBe(
      '"ada" of members would be blocked until 2030-01-08T00:00:00.000Z\n',
    );
    expect(calls).toEqual(['GetSecretValue']);
  });

  it.each([
    ['ada', 'name one user, as its tokens do, and its caller: npx stagepass users block USER --caller NAME'],
    ['ada bob --caller members', 'too many arguments'],
    ['--caller members', "missing required argument 'user'"],
    ['ada --caller nobody', 'there is no caller nobody in stage prod: name one that has token; it has members, staff'],
    ['ada --caller toString', 'there is no caller toString in stage prod'],
    ['ada --caller client', 'client has a password and no users: name a caller of prod that has token'],
    ['ada --caller members --for ever', '--for ever: expected a time such as 90s'],
    ['ada --caller members --caller staff', '--caller is given more than once'],
    ['ada --caller members --json', "unknown option '--json'"],
  ])('refuses "%s"', async (line, message) => {
    const { run, calls } = await stageWith();
    await expect(run('block', line)).rejects.toThrow(message);
    expect(calls).toEqual([]);
  });

  it('tells a stage without signed-in users, and one that isn’t deployed', async () => {
    const { tools } = await stageWith();
    const args = ['ada', '--caller', 'members'];
    await expect(runIn('block', [...args, '--stage=plain'], tools)).rejects.toThrow(
      'name one that has token; it has none',
    );
    await expect(runIn('block', [...args, '--stage=other'], tools)).rejects.toThrow(
      'there is no secret stagepass/other/denied-users in us-east-1: is the stage deployed',
    );
    await expect(runIn('block', ['', '--caller', 'members', '--stage=other'], tools)).rejects.toThrow('name one user');
    await expect(runIn('block', [...args, '--stage=none'], tools)).rejects.toThrow('there is no stage "none"');
  });

  it('notices an option that npm took for its own', async () => {
    vi.stubEnv('npm_config_for', '24h');
    vi.stubEnv('npm_lifecycle_event', 'users');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { run } = await stageWith();
    await expect(run('block', 'ada --caller members')).rejects.toThrow('npm took --for for its own');
  });
});

describe('unblock', () => {
  it('takes a user off the list', async () => {
    const { run, value, calls } = await stageWith('{"members":{"ada":{},"bob":{}}}');
    expect(await run('unblock', 'ada --caller members --dry-run')).toBe('"ada" of members would be let in\n');
    expect(calls).toEqual(['GetSecretValue']);
    expect(await run('unblock', 'ada --caller members')).toBe('"ada" of members is let in, everywhere within 60 s\n');
    expect(value()).toBe('{"members":{"bob":{}}}');
  });

  it.each([
    ['nobody', '{}'],
    ['another’s user', '{"staff":{"ada":{}}}'],
    ['an ended block', '{"members":{"ada":{"until":1}}}'],
  ])('says that a user isn’t blocked: %s', async (_, value) => {
    const { run, calls } = await stageWith(value);
    expect(await run('unblock', 'ada --caller members')).toBe('"ada" of members is not blocked\n');
    expect(calls).toEqual(['GetSecretValue', 'DescribeSecret']);
  });

  it('fails as often as it is run while a replica of the list doesn’t get it', async () => {
    const { run, store, secret, value, calls } = await stageWith('{"members":{"ada":{}}}');
    store.replicate(secret, 'eu-west-1');
    store.replication.stop('eu-west-1', 'the KMS key is disabled');
    for (const done of ['let in', 'not blocked']) {
      await expect(run('unblock', 'ada --caller members')).rejects.toThrow(
        `"ada" of members is ${done}, but not everywhere: the replica in eu-west-1 has failed`,
      );
    }
    expect(value()).toBe('{}');
    calls.length = 0;
    expect(await run('unblock', 'ada --caller members --dry-run')).toBe('"ada" of members is not blocked\n');
    expect(calls).toEqual(['GetSecretValue']);
  });

  it('takes off what a caller left that is gone', async () => {
    const { run, value } = await stageWith('{"gone":{"ada":{}}}');
    expect(await run('list', '--caller gone')).toBe('"ada" of gone: without end\n');
    await run('unblock', 'ada --caller gone');
    expect(value()).toBe('{}');
  });

  it('refuses what block refuses', async () => {
    const { run } = await stageWith();
    await expect(run('unblock', 'ada')).rejects.toThrow('npx stagepass users unblock USER --caller NAME');
    await expect(run('unblock', 'ada --caller nobody')).rejects.toThrow('there is no caller nobody');
    await expect(run('unblock', 'ada --caller members --for 1h')).rejects.toThrow("unknown option '--for'");
  });
});

describe('list', () => {
  const value = JSON.stringify({
    members: { ada: {}, bob: { until: NOW / 1000 + 60 }, old: { until: NOW / 1000 } },
    staff: { 'e\u202ev\u001be': {} },
  });

  it('says who is blocked, and until when', async () => {
    const { run } = await stageWith(value);
    expect(await runIn('list', ['--stage', 'prod'], (await stageWith(value)).tools)).toBe(
      [
        '"ada" of members: without end',
        '"bob" of members: until 2030-01-01T00:01:00.000Z',
        '"e\\u{202e}v\\u001be" of staff: without end',
        '',
      ].join('\n'),
    );
    expect(await run('list', '--caller staff')).toBe('"e\\u{202e}v\\u001be" of staff: without end\n');
    expect(JSON.parse(await run('list', '--json --caller members'))).toEqual([
      { caller: 'members', user: 'ada', until: null },
      { caller: 'members', user: 'bob', until: '2030-01-01T00:01:00.000Z' },
    ]);
  });

  it('says that there is nobody', async () => {
    const { run, tools } = await stageWith();
    expect(await runIn('list', ['--stage=prod'], tools)).toBe('nobody is blocked\n');
    expect(await run('list', '--json')).toBe('[]\n');
    await expect(run('list', '--caller nobody')).rejects.toThrow('there is no caller nobody');
  });
});

describe('npx stagepass users', () => {
  it('prints its help, and takes nothing but its commands', async () => {
    const help = await runCommand('users', ['--help'], {});
    expect(help).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringContaining('Usage: stagepass users [options] [command]'),
    });
    const { code, err } = await runCommand('users', ['toString'], {});
    expect([code, err.split('\n')[0]]).toEqual([2, 'unknown command; see stagepass users --help']);
  });
});
