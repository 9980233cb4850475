import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { selectStage } from '../../lib/config/config.ts';
import { enabledProviders } from '../../lib/config/stage.ts';
import { projectRoot } from '../../lib/root.ts';
import config from '../project/stagepass.config.ts';
import { contentsOf } from '../support/assembly-contents.ts';
import { bundles } from '../support/bundles.ts';

const assemblyDir = inject('assemblyDir');

describe('the synthesized assembly', () => {
  it('holds the two templates, and the code of each function once', () => {
    const ofProviders = enabledProviders(selectStage(config, 'dev')).flatMap(({ functions }) => functions);
    expect(Object.keys(contentsOf(assemblyDir))).toHaveLength(2 + 8 + ofProviders.length);
  });

  it('holds no path of the machine it was made on', () => {
    for (const [name, text] of Object.entries(contentsOf(assemblyDir))) {
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
});
