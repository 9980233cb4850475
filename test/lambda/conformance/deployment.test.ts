import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providers } from '../../../lambda/providers.ts';
import { bundleBudget } from '../../../lambda/shared/providers/provider.ts';
import { routeName } from '../../../lambda/shared/rights/rights.ts';
import { bundle } from '../../../lib/bundling/bundle.ts';
import { bundleOptions } from '../../../lib/bundling/bundled-code.ts';
import { regionalRuntime } from '../../../lib/functions/runtime.ts';
import { projectRoot } from '../../../lib/root.ts';
import { providerSecretOutput } from '../../../lib/secrets/secret-names.ts';
import { captureLog } from '../../support/captured-log.ts';
import { Confidential } from '../../support/confidential.ts';
import { aloneStages } from './alone-stages.ts';
import { type Provider, startFunction, startSuite, unfilled } from './running-provider.ts';

const { run } = await startSuite();
const stages = await aloneStages();

/** What a provider is known by where it is deployed: names that are its own, and no words of anybody else’s. */
function tracesOf({ id, title, routes, functions }: Provider): RegExp[] {
  const texts = [
    title,
    ...routes.flatMap((route) => [routeName(route), `"operationId":"${route.name}"`]),
    ...functions.flatMap(({ does, url, secret: { owner, title: called } }) => [
      does,
      providerSecretOutput(owner),
      called,
      ...(url ? [url.variable] : []),
    ]),
  ];
  const whole = texts.map((text) => new RegExp(`(?<![\\w/-])${literally(text)}(?![\\w/-])`));
  return [...new Set([id, ...functions.map(({ folder }) => folder)])].map(idTrace).concat(whole);
}

/** An id or a folder may be a word that packages have in their code and messages, so it is a trace only where a text or a path starts. */
function idTrace(id: string): RegExp {
  return new RegExp(`(?<=["'\`/])${id}(?![a-z])`, 'i');
}

/** The sources of a provider. What they name of another is no trace of it: TURN servers, for example, may be Twilio’s. */
function sourcesOf({ id }: Provider): string {
  const files = readdirSync(join(projectRoot, 'lambda', id), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(projectRoot, 'lambda', id, file), 'utf8'))
    .join('\n');
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

it('no function is deployed with a part of a sandbox', () => {
  const folders = providers.flatMap(({ functions }) => functions.map(({ folder }) => folder));
  const built = bundle({
    ...bundleOptions('lambda', regionalRuntime),
    entryPoints: folders.map((folder) => `lambda/${folder}/handler.ts`),
    outdir: 'unwritten',
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(built?.inputs ?? {});
  expect(inputs).toEqual(expect.arrayContaining(folders.map((folder) => `lambda/${folder}/handler.ts`)));
  expect(inputs.filter((file) => file.includes('/sandbox/'))).toEqual([]);
});

describe.each(providers)('a stage with $id alone', (provider) => {
  const stage = stages[provider.id];
  const own = provider.functions.map((described) => ({
    described,
    deployed: stage.functions.find(({ id }) => id === described.folder),
  }));

  it('has its functions and its secrets, each with every field empty', () => {
    const secrets = stage.resources.filter(({ Type }) => Type === 'AWS::SecretsManager::Secret');
    for (const { described, deployed } of own) {
      expect(deployed, described.does).toBeDefined();
      expect(stage.outputs).toContain(providerSecretOutput(described.secret.owner));
      const [secret] = secrets.filter(({ Properties }) =>
        Properties.Tags.some(({ Value }: { Value: string }) => Value === described.secret.owner),
      );
      expect(JSON.parse(secret?.Properties.SecretString)).toEqual(JSON.parse(unfilled(described)));
    }
  });

  it('leaves no trace of the others, in templates, functions and page', () => {
    const sources = sourcesOf(provider);
    for (const other of providers.filter(({ id }) => id !== provider.id)) {
      const traces = tracesOf(other).filter((trace) => !trace.test(sources));
      for (const [file, text] of stage.files) {
        for (const trace of traces) expect(trace.exec(text)?.[0], `${other.id} in ${file}`).toBeUndefined();
      }
    }
    // The search is worth something only where it finds what is there.
    for (const trace of tracesOf(provider)) {
      expect(
        [...stage.files.values()].some((text) => trace.test(text)),
        String(trace),
      ).toBe(true);
    }
  });

  it('holds nothing of a key or a token', async () => {
    captureLog();
    const running = await run(provider);
    const confidential = new Confidential();
    for (const [owner, value] of Object.entries(running.secrets)) confidential.addFields(owner, value);
    for (const route of provider.routes.filter(({ audit }) => audit?.vends)) {
      const { text } = await running.ask(route, running.requestsOf(route).request({}));
      confidential.addTokens(route.name, text);
    }
    expect(confidential.size).toBeGreaterThan(1);
    expect(confidential.foundIn([...stage.files.values()].join('\n'))).toEqual([]);
  });

  it('has bundles within their budgets, which connect to nothing but Secrets Manager while they start', async () => {
    for (const { described, deployed } of own) {
      expect(deployed?.bytes, described.folder).toBeLessThanOrEqual(bundleBudget(described, false));
      expect(await startFunction(deployed?.folder ?? '', deployed?.environment ?? {})).toBeTypeOf('function');
    }
  });
});
