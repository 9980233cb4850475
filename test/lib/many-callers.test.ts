import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CALLERS_FILE } from '../../lambda/authorizer/options.ts';
import { callersFile } from '../../lib/apis/origin-authorizer.ts';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { nestedStackOf } from '../../lib/nested-stacks.ts';
import { fullStage, stagepassApp } from '../support/synth.ts';
import { unvalidated } from '../support/unvalidated.ts';

const tier = { audience: 'client', limit: { rate: 5, quota: { requests: 100, per: 'day' } } } as const;
const partners = ['partner-1', 'partner-2', 'partner-3', 'partner-4', 'partner-5', 'partner-6', 'partner-7'];
const some: StageInput = {
  ...fullStage,
  callers: {
    client: { audience: 'client', limit: { rate: 2 } },
    admin: { audience: 'admin' },
    ...Object.fromEntries(partners.map((name) => [name, tier])),
    'other-tier': { ...tier, limit: { ...tier.limit, rate: 6 } },
  },
  rotation: { passwordsEveryDays: 90 },
  callersInStack: { passwords: ['client', 'admin'], limits: ['client'] },
};

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  readonly Properties: any;
  readonly DependsOn?: readonly string[];
}

/** The resources of each template of the stage: those of the two stacks, and of the stacks nested in them. */
const { directory } = unvalidated(() => stagepassApp(some).synth());
const templates = readdirSync(directory)
  .filter((name) => name.endsWith('.template.json'))
  .map((name) => ({ name, ...JSON.parse(readFileSync(join(directory, name), 'utf8')) }));
const resourcesIn = (name: RegExp) =>
  templates
    .filter((template) => name.test(template.name))
    .flatMap(({ Resources }) => Object.entries<Resource>(Resources).map(([id, resource]) => ({ id, ...resource })));
const ofType = (resources: readonly (Resource & { id: string })[], type: string) =>
  resources.filter(({ Type }) => Type === `AWS::${type}`);

const edge = resourcesIn(/^Stagepass-test-Edge/);
const api = resourcesIn(/^Stagepass-test-Api/);
const nestedEdge = resourcesIn(/^StagepasstestEdge.*nested/);
const nestedApi = resourcesIn(/^StagepasstestApi.*nested/);
const namesOf = (secrets: readonly Resource[]) => secrets.map(({ Properties }) => Properties.Name).sort();

describe('passwords of callers that a stack has no room for', () => {
  it('are in nested stacks, and the others under the ids that they have in a stage without any', () => {
    const ids = ofType(edge, 'SecretsManager::Secret').map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['CallerclientB4BDDA42', 'Calleradmin29DD99DB']));
    expect(ids).toHaveLength(3);
    expect(namesOf(ofType(nestedEdge, 'SecretsManager::Secret'))).toEqual(
      [...partners, 'other-tier'].map((name) => `stagepass/test/caller/${name}`).sort(),
    );
  });

  it('rotate by schedules beside them, once Secrets Manager may invoke the function', () => {
    const schedules = ofType(nestedEdge, 'SecretsManager::RotationSchedule');
    const secrets = ofType(nestedEdge, 'SecretsManager::Secret').map(({ id }) => id);
    expect(schedules.map(({ Properties }) => Properties.SecretId.Ref).sort()).toEqual(secrets.sort());
    expect(ofType(edge, 'SecretsManager::RotationSchedule')).toHaveLength(2);
    const [permission] = ofType(edge, 'Lambda::Permission').filter(
      ({ Properties }) => Properties.Principal === 'secretsmanager.amazonaws.com',
    );
    for (const { DependsOn } of ofType(edge, 'CloudFormation::Stack')) expect(DependsOn).toContain(permission?.id);
  });

  it('are there before the distribution has a guard that asks for them', () => {
    const [distribution] = ofType(edge, 'CloudFront::Distribution');
    const stacks = ofType(edge, 'CloudFormation::Stack').map(({ id }) => id);
    expect(stacks).toHaveLength(new Set([...partners, 'other-tier'].map(nestedStackOf)).size);
    expect(distribution?.DependsOn).toEqual(expect.arrayContaining(stacks));
  });

  it('have no outputs, of which a stack may have 200', () => {
    const outputs = templates.flatMap(({ Outputs = {} }) => Object.keys(Outputs));
    expect(outputs.filter((name) => name.startsWith('CallerSecret'))).toEqual([
      'CallerSecretclient',
      'CallerSecretadmin',
    ]);
  });
});

describe('limits of callers that a stack has no room for', () => {
  const keys = ofType(nestedApi, 'ApiGateway::ApiKey');
  const plans = ofType(nestedApi, 'ApiGateway::UsagePlan');
  const valuesOf = (stage: StageInput) =>
    JSON.parse(callersFile('test', selectStage({ test: stage }, 'test'), 'client')[CALLERS_FILE] ?? '');

  it('are in plans that those with the same limit share, each with a key of its own', () => {
    const callers = [...partners, 'other-tier'];
    expect(keys).toHaveLength(callers.length);
    expect(ofType(nestedApi, 'ApiGateway::UsagePlanKey')).toHaveLength(callers.length);
    expect(plans).toHaveLength(new Set(partners.map(nestedStackOf)).size + 1);
    expect(plans.filter(({ Properties }) => Properties.Throttle.RateLimit === 6)).toHaveLength(1);
    // That of client, and that of those without a limit.
    expect(ofType(api, 'ApiGateway::UsagePlan')).toHaveLength(2);
  });

  it('are counted by the keys that the authorizer gives', () => {
    const all = [...keys, ...ofType(api, 'ApiGateway::ApiKey')].map(({ Properties }) => Properties.Value);
    expect(new Set(all).size).toBe(partners.length + 3);
    expect(new Set(Object.values(valuesOf(some)))).toEqual(new Set(all));
  });

  it('have another key when they change, since a key can’t be in two plans of an API, and nobody else has', () => {
    const { 'partner-2': before, ...others } = valuesOf(some);
    const changed = { ...tier, limit: { ...tier.limit, quota: { requests: 101, per: 'day' as const } } };
    const now = valuesOf({ ...some, callers: { ...some.callers, 'partner-2': changed } });
    expect(now).toMatchObject(others);
    expect(now['partner-2']).not.toBe(before);
  });

  it('keep their keys when the stage has room for all of them again', () => {
    const { client, admin, 'partner-1': one } = some.callers;
    const few = { client, admin, 'partner-1': one } as StageInput['callers'];
    expect(valuesOf({ ...some, callers: few })['partner-1']).toBe(valuesOf(some)['partner-1']);
  });
});
