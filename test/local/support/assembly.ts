import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readAssembly } from '../../../local/assembly/assembly.ts';
import { type Deployment, deploy } from '../../../local/assembly/deployment.ts';
import { type Distribution, readDistributions } from '../../../local/cloudfront/distribution.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export interface StackFixture {
  readonly region?: string;
  readonly Resources: Readonly<Record<string, object>>;
  readonly Parameters?: Readonly<Record<string, object>>;
  readonly Outputs?: Readonly<Record<string, object>>;
  /** The files of each asset folder, by the object key that the template knows it by. */
  readonly assets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The templates of nested stacks, by their object keys. */
  readonly nested?: Readonly<Record<string, object>>;
}

/** Writes files below a folder, and the folders they need. */
export function writeFiles(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
}

/** Writes an assembly as `cdk synth` does. */
export function writeAssembly(stacks: Readonly<Record<string, StackFixture>>): string {
  const dir = temporaryFolder();
  const artifacts: Record<string, object> = {};
  for (const [name, { region = 'us-east-1', assets = {}, nested = {}, ...template }] of Object.entries(stacks)) {
    const files: Record<string, object> = {};
    for (const [objectKey, content] of Object.entries(assets)) {
      const path = `asset.${objectKey.replace('.zip', '')}`;
      writeFiles(join(dir, path), content);
      files[objectKey] = { source: { path, packaging: 'zip' }, destinations: { here: { objectKey } } };
    }
    for (const [objectKey, content] of Object.entries(nested)) {
      const path = `${name}.${objectKey}.nested.template.json`;
      writeFiles(dir, { [path]: JSON.stringify(content) });
      files[objectKey] = { source: { path, packaging: 'file' }, destinations: { here: { objectKey } } };
    }
    writeFiles(dir, {
      [`${name}.template.json`]: JSON.stringify(template),
      [`${name}.assets.json`]: JSON.stringify({ files }),
    });
    artifacts[`${name}.assets`] = { type: 'cdk:asset-manifest', properties: { file: `${name}.assets.json` } };
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      environment: `aws://unknown-account/${region}`,
      properties: { templateFile: `${name}.template.json` },
      dependencies: [`${name}.assets`],
    };
  }
  writeFiles(dir, { 'manifest.json': JSON.stringify({ artifacts }) });
  return dir;
}

/** The stacks as if they were deployed; a reference to a secret stands for itself. */
export function deployed(stacks: Readonly<Record<string, StackFixture>>): Deployment {
  return deploy(readAssembly(writeAssembly(stacks)), (reference) => `secret ${reference}`);
}

/** The one distribution of the stacks. */
export function onlyDistribution(deployment: Deployment): Distribution {
  const [distribution, ...others] = readDistributions(deployment);
  if (distribution === undefined || others.length > 0) throw new Error('these stacks do not have one distribution');
  return distribution;
}
