import { expect, it } from 'vitest';
import { losses, resourceChanges } from '../../../commands/doctor/resources.ts';
import { stacksIn } from '../../../commands/doctor/stacks.ts';
import { type StackFixture, writeAssembly } from '../../local/support/assembly.ts';

const secret = { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'stagepass/dev/caller/client' } };
const nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3.amazonaws.com/b/n.json' } };
const resourcesIn = (stack: StackFixture) => stacksIn(writeAssembly({ Main: stack })).resources.Main;

it('has the resources of nested stacks among those of the stack around them', () => {
  const inner = { Resources: { Secret: secret } };
  const resources = resourcesIn({ Resources: { Own: secret, Nested: nested }, nested: { 'n.json': inner } });
  expect(Object.keys(resources ?? {}).sort()).toEqual(['Nested', 'Nested/Secret', 'Own']);
});

it('sees what is lost where a secret moves into a nested stack', () => {
  const before = resourcesIn({ Resources: { Secret: secret } });
  const now = resourcesIn({ Resources: { Nested: nested }, nested: { 'n.json': { Resources: { Secret: secret } } } });
  expect(losses(resourceChanges(before, now))).toEqual([
    {
      id: 'Secret',
      type: 'AWS::SecretsManager::Secret',
      loss: expect.stringContaining('a password that clients have'),
    },
  ]);
});
