import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { deniedUsersText, NOBODY_DENIED } from '../../lambda/shared/denied-users/denied-users.ts';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { guardConfig } from '../../lib/edge/guard-config.ts';
import { fullStage, templates } from '../support/synth.ts';

const NAME = 'stagepass/test/denied-users';

const members = { audience: 'client', token: { issuer: 'app' } } as const;

const withUsers: StageInput = {
  ...fullStage,
  issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
  callers: { ...fullStage.callers, members },
};

const secretsOf = (template: Template) =>
  template.findResources('AWS::SecretsManager::Secret', { Properties: { Name: NAME } });

/** What the guard's role may read, as text. */
const guardReads = (template: Template) => {
  const policies = template.findResources('AWS::IAM::Policy');
  const [, policy] = Object.entries(policies).find(([id]) => id.startsWith('GuardRole')) ?? [];
  return JSON.stringify(policy?.Properties.PolicyDocument.Statement[0]);
};

describe('the deny list of a stage', () => {
  it('is a secret of the edge stack where the stage has callers of signed-in users, empty when it is made', () => {
    const { edge, api } = templates(withUsers);
    const [secret, ...others] = Object.values(secretsOf(edge));
    // A change of this text would let every blocked user in at the next deployment.
    expect(secret).toMatchObject({ Properties: { SecretString: '{}' }, DeletionPolicy: 'Delete' });
    expect(deniedUsersText(NOBODY_DENIED, 0)).toBe('{}');
    expect([others, secretsOf(api)]).toEqual([[], {}]);
    expect(guardReads(edge)).toContain(`:secret:${NAME}-??????`);
    expect(guardConfig('test', selectStage({ test: withUsers }, 'test')).deniedUsers).toEqual({ secretId: NAME });
  });

  it('stays when these callers are disabled, with the blocks on it', () => {
    const disabled = { ...withUsers, callers: { ...fullStage.callers, members: { ...members, disabled: true } } };
    expect(Object.keys(secretsOf(templates(disabled).edge))).toHaveLength(1);
  });

  it('isn’t there on a stage without them', () => {
    const { edge } = templates();
    expect(secretsOf(edge)).toEqual({});
    expect(guardReads(edge)).not.toContain('denied-users');
    expect(guardConfig('test', selectStage({ test: fullStage }, 'test')).deniedUsers).toBeUndefined();
  });
});

describe('functions that end sessions', () => {
  const providers: StageInput['providers'] = {
    livekit: { url: 'wss://livekit.example.com' },
    ably: { capability: { news: ['subscribe'] } },
  };
  const { api } = templates({ ...withUsers, providers });

  /** What the role of the function in this construct may do: with which actions, as text. */
  const mayDo = (construct: string) => {
    const policies = Object.entries(api.findResources('AWS::IAM::Policy'));
    const own = policies.filter(([id]) => id.startsWith(construct));
    expect(own).toHaveLength(1);
    return JSON.stringify(own[0]?.[1].Properties.PolicyDocument);
  };
  const secretIn = (construct: string) =>
    Object.keys(api.findResources('AWS::SecretsManager::Secret')).filter((id) => id.startsWith(construct));

  it.each([
    ['LiveKit', 'LiveKitToken', 'LiveKitKick'],
    ['Ably', 'AblyToken', 'AblyKick'],
  ])('read the secret of %s that is there once, and alone may change the deny list', (provider, token, kick) => {
    const [secret, ...others] = secretIn(provider);
    expect(others).toEqual([]);
    for (const construct of [token, kick]) expect(mayDo(construct)).toContain(`"${secret}"`);
    expect(mayDo(kick)).toContain('secretsmanager:UpdateSecretVersionStage');
    expect(mayDo(kick)).toContain(`:secret:${NAME}-??????`);
    expect(mayDo(token)).not.toMatch(/PutSecretValue|UpdateSecretVersionStage|denied-users/);
  });

  it('and their routes aren’t there on a stage without signed-in users', () => {
    const { api: without } = templates({ ...fullStage, providers });
    const ids = Object.keys(without.toJSON().Resources);
    expect(ids.filter((id) => /Kick|remove_?participant|revoke_?tokens/i.test(id))).toEqual([]);
    const all = Object.keys(api.toJSON().Resources);
    expect(all.filter((id) => /^(LiveKit|Ably)Kick.*Function/.test(id))).toHaveLength(2);
    expect(all.filter((id) => /remove_?participant.*POST/i.test(id)).length).toBeGreaterThan(0);
  });
});
