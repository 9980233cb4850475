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
