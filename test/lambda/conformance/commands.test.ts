import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import { keysOf } from '../../../commands/provider-keys.ts';
import { fill } from '../../../commands/secrets/fill.ts';
import { type ConnectedProvider, checkProviders, connectProviders } from '../../../commands/start/providers.ts';
import { providers } from '../../../lambda/providers.ts';
import { isRemoteWith } from '../../../lambda/shared/providers/provider.ts';
import { providerSecretOutput } from '../../../lib/secrets/secret-names.ts';
import { statedOf } from './requests.ts';
import { configurationOf, standInOf } from './running-provider.ts';

const connected: ConnectedProvider[] = [];
afterEach(async () => {
  for (const provider of connected.splice(0)) await provider.close();
});

describe.each(providers)('$id', async (provider) => {
  const { functions, title } = provider;
  const stated = await statedOf(provider);
  const configuration = configurationOf(provider, stated);
  const configured = { [provider.id]: configuration };
  const filled = keysOf(provider, configuration);
  const outputs = new Set(functions.map(({ secret }) => providerSecretOutput(secret.owner)));
  const urls = functions.flatMap(({ url }) => (url === undefined ? [] : [url.variable]));
  const standIn = await standInOf(provider);

  const given = () => {
    const keys = standIn.demoKeys(configuration);
    const environment = Object.entries(filled.keys).map(([field, { variable }]) => [variable, keys[field] ?? '']);
    return { keys, environment: Object.fromEntries(environment) as Record<string, string> };
  };

  async function connect(environment: Record<string, string>): Promise<ConnectedProvider> {
    const [found] = await connectProviders(outputs, environment, configured);
    if (found === undefined) throw new Error('it was not connected');
    connected.push(found);
    return found;
  }

  /** What stands in its secrets, by their owners. */
  function secretsIn({ secrets }: ConnectedProvider): Record<string, unknown> {
    const owners = functions.map(({ secret: { owner } }) => owner);
    const values = owners.map((owner) => [owner, secrets[providerSecretOutput(owner)]] as const);
    return Object.fromEntries(
      values.flatMap(([owner, value]) => (value === undefined ? [] : [[owner, JSON.parse(value)]])),
    );
  }

  it('has a key to fill in for each field of its secret', () => {
    const { keys, schema } = keysOf(provider);
    expect(Object.keys(keys)).toEqual(Object.keys(schema.entries));
  });

  it('starts here without keys: with demo keys, or before a sandbox that takes its own', async () => {
    const found = await connect({});
    expect(found).toMatchObject({ id: provider.id, name: title });
    const secrets = secretsIn(found);
    for (const { secret } of functions) {
      const schema = secret.owner === filled.owner ? filled.schema : secret.schema;
      expect(v.is(schema, secrets[secret.owner]), secret.owner).toBe(true);
    }
    if (isRemoteWith(provider, configuration)) {
      const [url] = Object.values(found.environment);
      expect(found.environment).toEqual({ [urls[0] ?? '']: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/) });
      expect(found.status).toBe(`sandboxed at ${url}`);
    } else {
      expect([found.environment, found.status]).toEqual([{}, expect.stringContaining('demo keys')]);
    }
  });

  it('starts here with its keys, and is itself', async () => {
    const { keys, environment } = given();
    const found = await connect(environment);
    expect(found).toMatchObject({ environment: {}, status: 'real, with your keys' });
    expect(secretsIn(found)).toEqual({ [filled.owner]: keys });
  });

  it('starts here with a URL where it has one, and asks there', async () => {
    if (urls.length === 0) return;
    const { keys, environment } = given();
    const url = stated.url ?? 'http://127.0.0.1:9/elsewhere';
    const elsewhere = { [urls[0] ?? '']: url };
    const demo = await connect(elsewhere);
    expect(demo).toMatchObject({ environment: elsewhere, status: `demo keys, at ${url}` });
    expect(v.is(filled.schema, secretsIn(demo)[filled.owner])).toBe(true);
    const real = await connect({ ...environment, ...elsewhere });
    expect(real).toMatchObject({ environment: elsewhere, status: `your keys, at ${url}` });
    expect(secretsIn(real)).toEqual({ [filled.owner]: keys });
    const noUrl = { ...environment, [urls[0] ?? '']: 'a-key-that-is-no-url' };
    expect(() => checkProviders(noUrl, configured)).toThrow(
      `${urls[0]} is no ${stated.url === undefined ? 'URL' : ''}`,
    );
    expect(() => checkProviders(noUrl, configured)).not.toThrow(/a-key/);
  });

  describe.each(Object.entries(filled.keys))('with a wrong %s', (field, { variable, expected }) => {
    const wrong = () => {
      const { keys, environment } = given();
      // A blank at the end is wrong, except where it counts for nothing, as after a PEM.
      const spoilt = [`${keys[field]} `, `${keys[field]} x`];
      const value = spoilt.find((each) => !v.is(filled.schema, { ...keys, [field]: each })) ?? '';
      return { value, others: Object.values(keys), environment: { ...environment, [variable]: value } };
    };

    const isUntold = (text: string, { others }: ReturnType<typeof wrong>) => {
      for (const key of others.filter(({ length }) => length >= 8)) expect(text).not.toContain(key);
    };

    it('doesn’t start here, and says which variable it is', () => {
      const of = wrong();
      const problem = messageOf(() => checkProviders(of.environment, configured));
      expect(problem).toBe(`${variable} is not right: expected ${expected}`);
      isUntold(problem, of);
    });

    it('doesn’t start here without it, where others are given', () => {
      const { [variable]: _, ...others } = wrong().environment;
      if (Object.keys(others).length === 0) return;
      expect(messageOf(() => checkProviders(others, configured))).toBe(
        `${variable} is not given, but ${title} needs all its keys or none`,
      );
    });

    it('stores nothing by npx stagepass secrets, and is told which it is but not what it holds', async () => {
      const of = wrong();
      const filling = await filledWith(of.environment);
      expect(filling.problem).toBe(`${field} is not right: expected ${expected}`);
      expect(filling.stored).toEqual([]);
      isUntold(filling.said + filling.problem, of);
    });
  });

  it('stores its keys by npx stagepass secrets, and says nothing of them', async () => {
    const { keys, environment } = given();
    const { stored, problem, said } = await filledWith(environment);
    expect([problem, stored]).toEqual(['', [`arn of ${filled.owner}`, JSON.stringify(keys)]]);
    for (const key of Object.values(keys).filter(({ length }) => length >= 8)) expect(said).not.toContain(key);
  });

  async function filledWith(environment: Record<string, string>) {
    const stored: string[] = [];
    const said: string[] = [];
    const problem = await fill({
      secret: filled,
      secrets: {
        arnOf: async (owner) => `arn of ${owner}`,
        read: async () => expect.fail('nothing needs to be read'),
        write: async (arn, value) => void stored.push(arn, value),
      },
      environment,
      ask: async () => expect.fail('all is given'),
      say: (line) => void said.push(line),
      dryRun: false,
    }).then(
      () => '',
      ({ message }: Error) => message,
    );
    return { stored, problem, said: said.join('\n') };
  }
});

function messageOf(call: () => void): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
