import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createParent } from '../lambda/millicast/create-parent.ts';
import { MILLICAST_TIMES, millicast } from '../lambda/millicast/millicast-api.ts';
import { selectStage } from '../lib/config/config.ts';
import { projectRoot } from '../lib/root.ts';
import config from '../stagepass.config.ts';
import { readEnvironment } from './environment.ts';
import { providerKeys } from './provider-keys.ts';
import { explain } from './run.ts';
import { readArguments, type SecretsArguments, UsageError, usage } from './secrets/arguments.ts';
import { askHidden } from './secrets/ask-hidden.ts';
import { fill } from './secrets/fill.ts';
import { stageSecrets } from './secrets/stage-secrets.ts';
import { isLocal } from './verify/transport.ts';

try {
  const read = readArguments(process.argv.slice(2));
  if (read === 'help') process.stdout.write(usage);
  else await run(read);
} catch (error) {
  process.stderr.write(error instanceof UsageError ? `${error.message}\n\n${usage}` : `${explain(error)}\n`);
  process.exitCode = 1;
}

async function run({ provider, stage, dryRun, parent }: SecretsArguments): Promise<void> {
  const { region, providers } = selectStage(config, stage);
  if (providers[provider] === undefined) throw new Error(`stage ${stage} has no provider ${provider}`);
  const environment = readEnvironment(join(projectRoot, '.env'), process.env);
  const secrets = stageSecrets(new SecretsManagerClient({ region }), stage);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (parent === undefined) {
    return fill({ provider: providerKeys[provider], secrets, environment, ask: askHidden, say, dryRun });
  }
  const { apiUrl = '', allowMatchAll = false } = providers.millicast ?? {};
  const tools = { now: Date.now, random: Math.random, sleep };
  return createParent({
    parent,
    stage,
    allowMatchAll,
    secrets,
    connect: (keys) => millicast(millicastUrl(apiUrl), async () => keys, MILLICAST_TIMES, tools),
    say,
    dryRun,
  });
}

/** The stage's own, or a sandbox of npm start. What .env says for local runs is not asked: the API secret goes there. */
function millicastUrl(configured: string): string {
  const { MILLICAST_API_URL: sandbox } = process.env;
  if (!sandbox) return configured;
  if (!URL.canParse(sandbox) || !isLocal(sandbox)) {
    throw new Error('MILLICAST_API_URL leads off this machine: a stage’s API secret goes where its configuration says');
  }
  return sandbox;
}
