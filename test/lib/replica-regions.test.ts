import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { selectStage } from '../../lib/config/config.ts';
import { guardInOneRegion, replicaRegions } from '../../lib/config/replica-regions.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { guardConfig } from '../../lib/edge/guard-config.ts';
import { fullStage, propertiesOf, templates } from '../support/synth.ts';

const read = (edge?: StageInput['edge']) => selectStage({ test: { ...fullStage, ...(edge && { edge }) } }, 'test');

describe('edge.replicaRegions', () => {
  it('is empty by default, and as it is given', () => {
    expect(replicaRegions(read())).toEqual([]);
    expect(replicaRegions(read({ replicaRegions: ['eu-west-1'] }))).toEqual(['eu-west-1']);
    expect(guardConfig('test', read()).secretRegions).toEqual(['us-east-1']);
    expect(guardConfig('test', read({ replicaRegions: ['eu-west-1'] })).secretRegions).toEqual([
      'us-east-1',
      'eu-west-1',
    ]);
  });

  it.each([
    [['us-east-1'], 'another region than us-east-1, where the secrets are themselves'],
    [['eu-west-1', 'eu-west-1'], 'each region once'],
    [['Ireland'], 'an AWS region, such as eu-west-1'],
    [Array.from({ length: 13 }, (_, index) => `eu-west-${index}`.slice(0, 9)), 'each region once'],
    [Array.from({ length: 13 }, (_, index) => `${'abcdefghijklm'[index]}u-west-1`), '12 regions at most'],
  ])('%j is refused: %s', (regions, message) => {
    expect(() => read({ replicaRegions: regions })).toThrow(message);
  });
});

describe('a stage with two regions and no replicas', () => {
  const warned = (regions: string[], edge: StageInput['edge'] = {}) =>
    Object.keys(guardInOneRegion(selectStage({ test: { ...fullStage, regions, edge } }, 'test')));

  it('is told that its tokens are lost with us-east-1', () => {
    expect(warned(['us-east-1', 'eu-west-1'], { replicaRegions: [] })).toEqual(['edge.replicaRegions']);
    expect(warned(['us-east-1', 'eu-west-1'])).toEqual([]);
    expect(warned(['us-east-1', 'eu-west-1'], { replicaRegions: ['ap-south-1'] })).toEqual([]);
    expect(warned(['eu-west-1'], { replicaRegions: [] })).toEqual([]);
  });
});

describe('a stage with replicas', () => {
  const members = { audience: 'client', token: { issuer: 'app' } } as const;
  const stage: StageInput = {
    ...fullStage,
    providers: { ...fullStage.providers, livekit: { url: 'wss://livekit.example.com' } },
    issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
    callers: { ...fullStage.callers, members },
    rotation: { passwordsEveryDays: 30 },
  };
  const plain = templates(stage);
  const near = templates({ ...stage, edge: { replicaRegions: ['eu-west-1', 'ap-south-1'] } });

  const secrets = (template: Template) => template.findResources('AWS::SecretsManager::Secret');
  /** What the policies of a construct's role say, as text. */
  const policyOf = (template: Template, construct: string) => {
    const found = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(construct));
    expect(found).toHaveLength(1);
    return JSON.stringify(found[0]?.[1].Properties.PolicyDocument.Statement);
  };

  it('replicates callers’ secrets and the deny list, in place, and no other secret', () => {
    const [before, after] = [secrets(plain.edge), secrets(near.edge)];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [id, { Properties }] of Object.entries(after)) {
      const { ReplicaRegions, ...others } = Properties;
      expect(others).toEqual(before[id]?.Properties);
      const isRead = /\/(?:caller\/|denied-users$)/.test(Properties.Name);
      expect(ReplicaRegions).toEqual(isRead ? [{ Region: 'eu-west-1' }, { Region: 'ap-south-1' }] : undefined);
    }
    expect(propertiesOf(near.api, 'AWS::SecretsManager::Secret').filter((each) => 'ReplicaRegions' in each)).toEqual(
      [],
    );
  });

  it('lets the guard and the rotation of passwords read the replicas, by one pattern a region', () => {
    for (const region of ['us-east-1', 'eu-west-1', 'ap-south-1']) {
      for (const construct of ['GuardRole', 'RotationPassword']) {
        expect(policyOf(near.edge, construct)).toContain(`:secretsmanager:${region}:`);
      }
    }
    expect(policyOf(plain.edge, 'GuardRole')).not.toContain('eu-west-1');
    expect(policyOf(plain.edge, 'RotationPassword')).not.toContain('eu-west-1');
  });

  it('lets functions that end sessions see whether the deny list’s replicas have failed', () => {
    expect(policyOf(near.api, 'LiveKitKick')).toContain('secretsmanager:DescribeSecret');
    expect(policyOf(plain.api, 'LiveKitKick')).not.toContain('secretsmanager:DescribeSecret');
  });
});
