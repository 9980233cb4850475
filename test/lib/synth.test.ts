import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack, Validations } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, afterEach, describe, expect, inject, it, vi } from 'vitest';
import { stageApp } from '../../bin/stage-app.ts';
import { selectStage } from '../../lib/config/config.ts';
import { enabledProviders } from '../../lib/config/stage.ts';
import { projectRoot } from '../../lib/root.ts';
import { synthesize } from '../../local/synthesize.ts';
import config from '../project/stagepass.config.ts';
import { bundles } from '../support/bundles.ts';
import { plainStage } from '../support/host-app.ts';
import { stagepassApp } from '../support/synth.ts';

/** What a whole synthesis takes on a busy machine, in milliseconds. */
const SLOWLY = 180_000;

const assemblyDir = inject('assemblyDir');
const elsewhere = mkdtempSync(join(tmpdir(), 'stagepass elsewhere '));
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

const templatesIn = (dir: string) => readdirSync(dir).filter((file) => file.endsWith('.template.json'));

/** Every asset and template by name; an asset's name is its hash. */
function contents(dir: string): Record<string, string> {
  const assets = readdirSync(dir).filter((name) => name.startsWith('asset.') && !name.endsWith('.zip'));
  const templates = templatesIn(dir).map((file) => [file, readFileSync(join(dir, file), 'utf8')]);
  return Object.fromEntries([...assets.map((name) => [name, readdirSync(join(dir, name)).join()]), ...templates]);
}

/** All but the bundles that are kept there: those on the other path are made by themselves. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name !== '.cache') symlinkSync(join(from, name), join(to, name));
  }
}

describe('the synthesized assembly', () => {
  it('is the same on another path, synthesized by npm start', { timeout: SLOWLY }, async () => {
    for (const name of readdirSync(projectRoot)) {
      if (/^(node_modules|cdk\.out|\.git)$/.test(name)) continue;
      cpSync(join(projectRoot, name), join(elsewhere, name), { recursive: true });
    }
    linkPackages(join(projectRoot, 'node_modules'), join(elsewhere, 'node_modules'));
    // As `npx cdk synth` does, which takes dev where no stage is named.
    const app = { ...stageApp(join(elsewhere, 'test', 'project'), 'dev', config), context: {} };
    // Looking templates through for findings changes none of them, and takes as long as all else.
    vi.stubEnv('CDK_VALIDATION', 'false');
    await synthesize(app, join(elsewhere, 'cdk.out'), new AbortController().signal);
    const ours = contents(assemblyDir);
    const ofProviders = enabledProviders(selectStage(config, 'dev')).flatMap(({ functions }) => functions);
    expect(Object.keys(ours)).toHaveLength(2 + 8 + ofProviders.length);
    expect(contents(join(elsewhere, 'cdk.out'))).toEqual(ours);
  });

  it('holds no path of the machine it was made on', () => {
    for (const [name, text] of Object.entries(contents(assemblyDir))) {
      expect(text, name).not.toContain(projectRoot);
    }
  });

  it.each(['Api', 'Edge'])('is reviewed: the %s stack', (stack) => {
    const template = JSON.parse(readFileSync(join(assemblyDir, `Stagepass-dev-${stack}.template.json`), 'utf8'));
    // Which build of a function it is doesn't belong to the review of a template.
    const text = JSON.stringify(template, null, 2)
      .replaceAll(/\b[0-9a-f]{64}\b/g, 'ASSET_HASH')
      .replaceAll(/((?:CurrentVersion|Deployment)[0-9A-F]{8})[0-9a-f]{32,40}/g, '$1VERSION_HASH');
    expect(text).toMatchSnapshot();
  });

  // 200 KB of 1,024 bytes a function; those of providers are measured with the providers.
  it.each([
    ['guard', 204_800],
    ['authorizer-client', 204_800],
    ['authorizer-admin', 204_800],
    ['openapi-client', 204_800],
    ['openapi-admin', 204_800],
    ['dry-run', 204_800],
  ])('holds the function %s within its budget', (id, budget) => {
    const bundle = bundles(assemblyDir).find((bundle) => bundle.id === id);
    expect(bundle?.bytes).toBeLessThanOrEqual(budget);
  });

  it('would not be made with a finding of cdk-nag or CloudFormation’s validation in it', { timeout: SLOWLY }, () => {
    const app = stagepassApp(plainStage);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const extra = new Stack(app, 'Extra');
    new CfnBucket(extra, 'Open', { bucketName: 'NOT_A_BUCKET_NAME' });
    expect(() => app.synth()).toThrow(/NOT_A_BUCKET_NAME.*|AwsSolutions-S1/s);
  });
});
