import { expect, it } from 'vitest';
import { disableCaller } from '../../commands/callers.ts';
import { cost } from '../../commands/cost.ts';
import { exitCodeOf } from '../../commands/errors.ts';
import { writeOpenApi } from '../../commands/openapi.ts';
import { chosenProject } from '../../commands/secrets/chosen-project.ts';
import { fillSecret } from '../../commands/secrets.ts';
import { block } from '../../commands/users/deny-list.ts';
import type { UsersTools } from '../../commands/users/tools.ts';
import type { StagepassConfig } from '../../lib/config/config.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const config: StagepassConfig = {
  dev: {
    region: 'eu-west-1',
    providers: { agora: {} },
    issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['app'] } },
    callers: {
      client: { audience: 'client' },
      members: { audience: 'client', token: { issuer: 'app' }, rights: { agora: { uid: ['{user}'] } } },
    },
  },
} as StagepassConfig;
const project = { dir: '/nowhere', config };
const secrets = { stage: 'dev', stack: undefined, project: undefined, dryRun: true, json: false, making: undefined };

it.each<[string, () => unknown]>([
  ['a URL that is none', () => writeOpenApi(temporaryFolder(), 'nope')],
  ['a stage that isn’t there', () => cost(project, { stage: 'nope', tokens: '1' })],
  ['a provider that the stage hasn’t', () => fillSecret(project, { ...secrets, provider: 'daily' })],
  ['a project where there are none', () => chosenProject('eu', {}, { stage: 'dev', provider: 'agora' })],
  ['a caller that isn’t there', () => block('ada', { stage: 'dev', caller: 'nobody' }, { config } as UsersTools)],
  ['a caller without a password', () => disableCaller(project, 'members', { stage: 'dev' })],
])('%s is wrong use: the exit code is 2', async (_, use) => {
  const error = await Promise.resolve()
    .then(use)
    .catch((thrown: unknown) => thrown);
  expect([exitCodeOf(error), String(error)]).toEqual([2, expect.stringMatching(/^(Usage|Config)Error: /)]);
});
