import { describe, expect, it } from 'vitest';
import { losses, resourceChanges, resourcesOf } from '../../../commands/doctor/resources.ts';

function stack(resources: Readonly<Record<string, readonly [type: string, properties?: object]>>) {
  const entries = Object.entries(resources).map(([id, [Type, Properties = {}]]) => [
    id,
    { Type, Properties: { ...Properties } },
  ]);
  return resourcesOf({ Resources: Object.fromEntries(entries), Parameters: {}, Outputs: {} });
}

const SECRET = 'AWS::SecretsManager::Secret';
const before = stack({
  Key: [SECRET, { Name: 'stagepass/dev/agora', Description: 'one' }],
  Caller: [SECRET, { Name: 'stagepass/dev/caller/web' }],
  Fn: ['AWS::Lambda::Function', { MemorySize: 128 }],
  Deployment1: ['AWS::ApiGateway::Deployment'],
});

describe('what a deployment changes', () => {
  it('is nothing where the templates are the same', () => {
    expect(resourceChanges(before, before)).toEqual({ added: [], removed: [], replaced: [], updated: [] });
  });

  it('is resources that come, go, are replaced and change in place', () => {
    const now = stack({
      Key: [SECRET, { Name: 'stagepass/dev/agora', Description: 'two' }],
      Caller: [SECRET, { Name: 'tokens/dev/caller/web' }],
      Alarm: ['AWS::CloudWatch::Alarm'],
      Deployment2: ['AWS::ApiGateway::Deployment'],
    });
    const changes = resourceChanges(before, now);
    expect(changes).toEqual({
      added: [{ id: 'Alarm', type: 'AWS::CloudWatch::Alarm' }],
      removed: [{ id: 'Fn', type: 'AWS::Lambda::Function' }],
      replaced: [{ id: 'Caller', type: SECRET, loss: expect.stringContaining('a password that clients have') }],
      updated: [{ id: 'Key', type: SECRET }],
    });
    expect(losses(changes).map(({ id }) => id)).toEqual(['Caller']);
  });

  it('is everything of a stack that comes or goes', () => {
    expect(resourceChanges(undefined, before).added).toHaveLength(3);
    expect(losses(resourceChanges(before, undefined)).map(({ id }) => id)).toEqual(['Caller', 'Key']);
  });
});
