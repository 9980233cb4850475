import { expect, it } from 'vitest';
import { fullNameIn, fullStageName, hyphenated, partsOf, titled } from '../../lib/config/full-stage-name.ts';
import { callerSecretName, deniedUsersSecretName, originSecretName } from '../../lib/secrets/secret-names.ts';
import { apiStackName, edgeStackName } from '../../lib/stack-names.ts';

it.each([
  [undefined, 'dev', 'dev', 'stagepass', 'Stagepass'],
  ['stagepass', 'dev', 'dev', 'stagepass', 'Stagepass'],
  ['acme', 'dev', 'acme/dev', 'acme', 'acme'],
])('names of a stage with the name %s', (name, stage, full, prefix, title) => {
  expect(fullStageName(stage, { name })).toBe(full);
  expect(partsOf(full)).toEqual({ name: prefix, stage });
  expect([hyphenated(full), titled(full)]).toEqual([`${prefix}-${stage}`, `${title}-${stage}`]);
  expect([apiStackName(full), edgeStackName(full)]).toEqual([`${title}-${stage}-Api`, `${title}-${stage}-Edge`]);
  expect([originSecretName(full), deniedUsersSecretName(full), callerSecretName(full, 'web')]).toEqual(
    ['origin', 'denied-users', 'caller/web'].map((what) => `${prefix}/${stage}/${what}`),
  );
});

it('a command finds the name in the configuration, if that has the stage', () => {
  const stage = { providers: { agora: {} }, callers: { client: { audience: 'client' as const } } };
  const config = { dev: stage, prod: { ...stage, name: 'acme' } };
  expect(['dev', 'prod', 'toString'].map((name) => fullNameIn(config, name))).toEqual(['dev', 'acme/prod', 'toString']);
});
