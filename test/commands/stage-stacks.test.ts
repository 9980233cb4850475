import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stacksOfStage } from '../../commands/stage-stacks.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const agora = { providers: { agora: {} }, callers: { shop: { audience: 'client' } } } as const;
const project = (name?: string) => ({ config: { prod: { ...agora, ...(name && { name }) } } });

/** An assembly of empty stacks. */
function assemblyOf(names: readonly string[]): string {
  const dir = temporaryFolder('stacks');
  const artifacts = names.map((name) => [
    name,
    {
      type: 'aws:cloudformation:stack',
      environment: name === 'Other' ? 'aws://unknown-account/unknown-region' : 'aws://unknown-account/us-east-1',
      properties: { templateFile: 'empty.json', stackName: name },
    },
  ]);
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ artifacts: Object.fromEntries(artifacts) }));
  writeFileSync(join(dir, 'empty.json'), JSON.stringify({ Resources: {} }));
  return dir;
}

it('finds a stage’s own stacks beside others, by the stage’s name', () => {
  const own = ['Stagepass-prod-Api', 'Stagepass-prod-Edge'];
  const acmes = ['acme-prod-Api', 'acme-prod-Edge'];
  const dir = assemblyOf(['Other', ...own, ...acmes]);
  expect(stacksOfStage(project(), dir, { stage: 'prod' })).toEqual(own);
  expect(stacksOfStage(project('acme'), dir, { stage: 'prod' })).toEqual(acmes);
});

it('finds those of both regions', () => {
  const own = ['Stagepass-prod-Api', 'Stagepass-prod-Api-eu-west-1', 'Stagepass-prod-Edge'];
  const config = { prod: { ...agora, regions: ['us-east-1', 'eu-west-1'] } };
  expect(stacksOfStage({ config }, assemblyOf(own), { stage: 'prod' })).toEqual(own);
});

it('finds it in the stack that is named, and says what to do where there is none', () => {
  const dir = assemblyOf(['Shop']);
  expect(stacksOfStage(project(), dir, { stage: 'prod', stack: 'Shop' })).toEqual(['Shop']);
  expect(() => stacksOfStage(project(), dir, { stage: 'prod' })).toThrow(
    /holds no stack Stagepass-prod-Api: does your app make the stage prod\? --stack names the stack of yours/,
  );
  expect(() => stacksOfStage(project(), dir, { stage: 'prod', stack: 'Shopp' })).toThrow(/holds no stack Shopp: which/);
});
