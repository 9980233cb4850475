import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core';
import spectralRulesets from '@stoplight/spectral-rulesets';
import { expect, it } from 'vitest';
import type { OpenApiDocument } from '../../api/openapi-document.ts';
import { type Audience, audiences } from '../../api/route.ts';
import { documentFor } from '../../lambda/openapi/document-for.ts';
import { DOCUMENT_FILE } from '../../lambda/openapi/options.ts';
import { selectStage } from '../../lib/config/config.ts';
import { type StageInput, stageRoutes } from '../../lib/config/stage.ts';
import { contractFiles, credentialsOf } from '../../lib/functions/contract-files.ts';
import { stageContract } from '../support/stage-contract.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/*
 * The documents are clean by the linters that teams hold them to, with each linter's recommended rules, in full.
 */

const password = { client: { audience: 'client' }, admin: { audience: 'admin' } } as const;

const stages = {
  'an Agora-only stage': { providers: { agora: {} }, callers: password },
  'a stage with projects': { providers: { agora: { projects: { eu: {}, us: {} } }, daily: {} }, callers: password },
  'a stage of signed-in users alone': {
    providers: { livekit: { url: 'wss://livekit.example.com' } },
    issuers: { app: { issuer: 'https://sign-in.example.com', audience: ['stagepass'] } },
    callers: {
      members: { audience: 'client', token: { issuer: 'app' }, rights: { livekit: { identities: ['{user}'] } } },
    },
  },
} as const satisfies Record<string, StageInput>;

function ofStage(input: StageInput, audience: Audience): OpenApiDocument {
  const stage = selectStage({ dev: input }, 'dev');
  return JSON.parse(contractFiles(stageRoutes(stage), audience, credentialsOf(stage))[DOCUMENT_FILE] ?? '');
}

const narrowed = documentFor(
  stageContract('client'),
  'kiosk',
  { routes: ['GET /access_token', 'GET /openapi.json'], only: { 'agora.roles': ['subscriber'] } },
  undefined,
);

const documents: readonly (readonly [string, OpenApiDocument])[] = [
  ...audiences.map((audience) => [`every provider for ${audience}`, stageContract(audience).document] as const),
  ...Object.entries(stages).flatMap(([name, input]) =>
    audiences.map((audience) => [`${name} for ${audience}`, ofStage(input, audience)] as const),
  ),
  ['a caller with few rights', narrowed],
];

const { Spectral } = spectralCore;
const { oas } = spectralRulesets;

/** Whom to ask about a stage's API is for the team to say that runs it; the contract doesn't know. */
const NO_CONTACT = 'info-contact';

async function bySpectral(document: OpenApiDocument): Promise<string[]> {
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [[oas as RulesetDefinition, 'recommended']], rules: { [NO_CONTACT]: 'off' } });
  return (await spectral.run(document)).map(({ code, path, message }) => `${code} at ${path.join('.')}: ${message}`);
}

it.each(documents)('Spectral has nothing to say of the document of %s', async (_, document) => {
  expect(await bySpectral(document)).toEqual([]);
});

it('Spectral reads the documents: it finds an example that is none', async () => {
  const text = JSON.stringify(narrowed).replaceAll('"example":"test"', '"example":""');
  expect((await bySpectral(JSON.parse(text))).join()).toContain('oas3-valid-media-example');
});

interface Problem {
  readonly ruleId: string;
  readonly location: readonly { readonly source: { readonly ref: string }; readonly pointer?: string }[];
}

/** All files in one run, since each starts a process. */
async function byRedocly(files: readonly string[], cwd: string): Promise<string[]> {
  const command = fileURLToPath(new URL('bin/cli.js', import.meta.resolve('@redocly/cli/package.json')));
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const args = [command, 'lint', '--extends=recommended', '--format=json', ...files];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env }).catch((failed) => failed);
  // One object for each file, one behind the other.
  const reports = JSON.parse(`[${stdout.replaceAll(/^\}\{$/gm, '},{')}]`) as { problems: Problem[] }[];
  expect(reports).toHaveLength(files.length);
  return reports
    .flatMap(({ problems }) => problems)
    .map(({ ruleId, location: [at] }) => `${ruleId} at ${at?.source.ref}${at?.pointer ?? ''}`);
}

it('Redocly has nothing to say of any of them, and would', async () => {
  const dir = temporaryFolder('redocly');
  const write = (file: string, document: object) => writeFileSync(join(dir, file), JSON.stringify(document));
  const files = documents.map(([name, document]) => {
    const file = `${name.replaceAll(/\W+/g, '-')}.json`;
    write(file, document);
    return file;
  });
  write('broken.json', { ...narrowed, servers: [], components: {} });
  const problems = await byRedocly([...files, 'broken.json'], dir);
  expect(problems.filter((problem) => !problem.includes('broken.json'))).toEqual([]);
  expect(problems.join()).toMatch(/no-unresolved-refs/);
});
