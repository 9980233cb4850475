import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { type ProviderId, providers } from '../../../lambda/providers.ts';
import type { StageInput } from '../../../lib/config/stage.ts';
import { functionIdOf } from '../../../lib/functions/function-tag.ts';
import { projectRoot } from '../../../lib/root.ts';
import { apiStackName, edgeStackName } from '../../../lib/stack-names.ts';
import { Stagepass } from '../../../lib/stagepass.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { unvalidated } from '../../support/unvalidated.ts';
import { statedOf } from './requests.ts';

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  readonly Properties: any;
}

/** A function of a template, and the folder that is uploaded as its code. */
export interface DeployedFunction {
  /** Of its tag: the folder that it is bundled from. */
  readonly id: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly bytes: number;
}

/** A stage that has one provider and no other. */
export interface AloneStage {
  readonly resources: readonly Resource[];
  readonly outputs: readonly string[];
  readonly functions: readonly DeployedFunction[];
  /** Every template and every file that is uploaded, by name. */
  readonly files: ReadonlyMap<string, string>;
}

/** For each provider a stage of its own, in one app: what no provider changes is bundled once. */
export async function aloneStages(): Promise<Readonly<Record<ProviderId, AloneStage>>> {
  const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8'));
  const app = new App({ outdir: temporaryFolder('alone'), context });
  for (const [at, provider] of providers.entries()) {
    const { configuration = {} } = await statedOf(provider);
    const stage = {
      providers: { [provider.id]: configuration },
      issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
      callers: {
        client: { audience: 'client' },
        admin: { audience: 'admin' },
        members: { audience: 'client', token: { issuer: 'app' } },
      },
    };
    new Stagepass(app, nameOf(at), { stage: nameOf(at), config: { [nameOf(at)]: stage as StageInput } });
  }
  const { directory } = unvalidated(() => app.synth());
  const stages = providers.map(({ id }, at) => [id, stageIn(directory, nameOf(at))] as const);
  return Object.fromEntries(stages) as Record<ProviderId, AloneStage>;
}

function nameOf(at: number): string {
  return `alone-${at}`;
}

function stageIn(directory: string, name: string): AloneStage {
  const files = new Map<string, string>();
  const resources: Resource[] = [];
  const outputs: string[] = [];
  for (const stack of [apiStackName(name), edgeStackName(name)]) {
    const text = readFileSync(join(directory, `${stack}.template.json`), 'utf8');
    const template = JSON.parse(text);
    resources.push(...(Object.values(template.Resources) as Resource[]));
    outputs.push(...Object.keys(template.Outputs ?? {}));
    files.set(stack, text);
    for (const [hash] of text.matchAll(/\b[0-9a-f]{64}\b/g)) {
      for (const [file, content] of contentsOf(join(directory, `asset.${hash}`))) files.set(file, content);
    }
  }
  const functions = resources
    .filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.Code.S3Key !== undefined)
    .map(({ Properties }) => {
      const { Environment, Code } = Properties;
      const folder = join(directory, `asset.${Code.S3Key.replace('.zip', '')}`);
      const variables = Object.entries(Environment?.Variables ?? {});
      return {
        id: functionIdOf(Properties),
        // What is known at deployment only is an ARN.
        environment: Object.fromEntries(
          variables.map(([key, value]) => [key, typeof value === 'string' ? value : ARN]),
        ),
        folder,
        bytes: [...contentsOf(folder).keys()].reduce((sum, file) => sum + statSync(file).size, 0),
      };
    });
  return { resources, outputs, functions, files };
}

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:any-abcdef';

/** The files of an asset that this process wrote: packages of others are zipped. */
function contentsOf(folder: string): Map<string, string> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return new Map(names.map((name) => [join(folder, name), readFileSync(join(folder, name), 'utf8')]));
}
