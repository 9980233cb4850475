import { Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import type { StageInput } from '../../lib/config/stage.ts';
import { everyProvider, operatedStage, stagepassApp } from '../support/synth.ts';

/** All that a team may turn on, and every provider, in two regions with replicas of all secrets. */
const everything: StageInput = {
  ...operatedStage,
  account: '123456789012',
  regions: ['eu-west-1', 'us-east-1'],
  providers: { ...operatedStage.providers, ...everyProvider },
  issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
  callers: {
    ...operatedStage.callers,
    partner: { audience: 'client', limit: { rate: 1 } },
    members: { audience: 'client', token: { issuer: 'app' } },
  },
  rotation: { passwordsEveryDays: 90, originEveryDays: 30 },
  waf: { ratePerIp: 10 },
};

// The one synthesis of the suite that looks its templates through.
it('cdk-nag and CloudFormation’s validation find what is wrong, and nothing in ours', { timeout: 180_000 }, () => {
  const app = stagepassApp(everything);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  new CfnBucket(new Stack(app, 'Extra'), 'Open', { bucketName: 'NOT_A_BUCKET_NAME' });
  let said = '';
  try {
    app.synth();
  } catch (error) {
    said = String(error);
  }
  expect(said).toContain('NOT_A_BUCKET_NAME');
  expect(said).toContain('AwsSolutions-S1');
  const findings = said.match(/\bERROR .*/g) ?? [];
  const found = [...said.matchAll(/\bERROR .*\n +(\S+) /g)].map(([, construct]) => construct);
  expect(found).toEqual(findings.map(() => 'Extra/Open'));
});
