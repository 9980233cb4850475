import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type StagepassConfig, selectStage } from '../../lib/config/config.ts';
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

it('names without a slash belong to one name and stage, also where capitals don’t count', () => {
  const isTaken = (config: StagepassConfig, stage: string) => {
    try {
      return selectStage(config, stage) !== undefined;
    } catch {
      return false;
    }
  };
  const names = fc.oneof(fc.constantFrom('stagepass', 'stagepass-x'), fc.stringMatching(/^[A-Za-z][a-z0-9-]{0,31}$/));
  const stages = fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/);
  fc.assert(
    fc.property(names, stages, (name, stage) => {
      const config = {
        [stage]: { name, providers: { agora: {} }, callers: { client: { audience: 'client' as const } } },
      };
      fc.pre(isTaken(config, stage));
      const full = fullNameIn(config, stage);
      for (const text of [apiStackName(full), `${hyphenated(full)}-client`, `${titled(full)}-Edge`]) {
        const [, first, rest] = /^([^-]+)-(.+)-[a-z]+$/.exec(text.toLowerCase()) ?? [];
        expect([first, rest]).toEqual([name, stage]);
      }
    }),
  );
});
