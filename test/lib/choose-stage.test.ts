import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as features from 'aws-cdk-lib/cx-api';
import { describe, expect, it } from 'vitest';
import { chooseStage } from '../../lib/config/choose-stage.ts';
import { ConfigError, type StagepassConfig } from '../../lib/config/config.ts';
import { projectRoot } from '../../lib/root.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const stage: StagepassConfig[string] = { providers: { agora: {} }, callers: { client: { audience: 'client' } } };
const config: StagepassConfig = { prod: stage, dev: stage };

/** What a project's context holds beside the stage. */
const ofTheCdk: Record<string, unknown> = {
  ...JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8')).context,
  ...features.FLAGS,
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:bundling-stacks': ['**'],
  'availability-zones:account=123456789012:region=us-east-1': ['us-east-1a'],
  'vpc-provider:account=123456789012:filter.isDefault=true:region=us-east-1:returnAsymmetricSubnets=true': {},
  'acknowledged-issue-numbers': [1],
};

describe('the stage', () => {
  it('is the one that is named', () => {
    expect(chooseStage(config, { ...ofTheCdk, stage: 'prod' })).toEqual({ name: 'prod' });
    expect(chooseStage(config, { stage: 'prod', 'somebody-else’s': true })).toEqual({ name: 'prod' });
  });

  it('is dev where none is named, which is said', () => {
    expect(chooseStage(config, ofTheCdk)).toEqual({
      name: 'dev',
      notice: 'The stage is dev, since none was named: -c stage=NAME takes one of prod, dev.',
    });
  });

  it('is the only one there is', () => {
    expect(chooseStage({ live: stage }, ofTheCdk)).toEqual({ name: 'live' });
  });

  it('must be named where there are several and no dev', () => {
    expect(() => chooseStage({ live: stage, prod: stage }, ofTheCdk)).toThrow(
      new ConfigError('name a stage: -c stage=NAME takes one of live, prod'),
    );
  });

  it.each(['stgae', 'Stage', 'stage ', 'env', 'stages'])('is never dev because of a misspelt key: %j', (key) => {
    expect(() => chooseStage(config, { ...ofTheCdk, [key]: 'prod' })).toThrow(
      new ConfigError(
        `the context names no stage, but has the unknown key "${key}": give -c stage=NAME with one of prod, dev`,
      ),
    );
  });
});

describe('the CDK’s entry', () => {
  it('ends with what is wrong, in a line', () => {
    const run = () =>
      execFileSync(process.execPath, ['bin/stagepass.ts'], {
        cwd: projectRoot,
        env: { ...process.env, CDK_OUTDIR: temporaryFolder(), CDK_CONTEXT_JSON: JSON.stringify({ stgae: 'prod' }) },
        stdio: 'pipe',
        encoding: 'utf8',
      });
    expect(run).toThrow(
      expect.objectContaining({
        status: 1,
        stderr: expect.stringMatching(/^the context names no stage, but has the unknown key "stgae".*\n$/),
      }),
    );
  });
});
