import { afterEach, describe, expect, it } from 'vitest';
import { type ConnectedProvider, checkProviders, connectProviders } from '../../../commands/start/providers.ts';
import { demoApiKey } from '../../../lambda/momento/sandbox/sandbox.ts';

const HEX = '970CA35de60c44645bbae8a215061b33';

const both = new Set(['Url', 'ProviderSecretAgora', 'ProviderSecretInteractivity']);

const connected: ConnectedProvider[] = [];
afterEach(async () => {
  for (const provider of connected.splice(0)) await provider.close();
});

async function connect(environment: Record<string, string>, outputs: ReadonlySet<string> = both) {
  connected.push(...(await connectProviders(outputs, environment)));
  const [agora, interactivity] = connected;
  return { agora, interactivity, names: connected.map(({ name }) => name) };
}

const keysOf = (provider?: ConnectedProvider) => JSON.parse(Object.values(provider?.secrets ?? {})[0] ?? '');

describe('connectProviders', () => {
  it('connects those that the stage has', async () => {
    expect((await connect({}, new Set(['ProviderSecretAgora']))).names).toEqual(['Agora']);
  });

  it('without keys has well-formed demo keys for Agora, and a sandbox that takes its own for Interactivity', async () => {
    const { agora, interactivity } = await connect({});
    expect(keysOf(agora)).toEqual({
      appId: expect.stringMatching(/^[0-9a-f]{32}$/),
      appCertificate: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(agora).toMatchObject({ environment: {}, status: expect.stringContaining('demo keys') });
    const url = interactivity?.environment.INTERACTIVITY_TOKEN_URL ?? '';
    expect(interactivity?.status).toBe(`sandboxed at ${url}`);
    const { consumerKey, consumerSecret } = keysOf(interactivity);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${consumerKey}:${consumerSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(await answer.json()).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String) });
  });

  it('without a key has a sandbox for Momento, with one Momento itself', async () => {
    const stage = new Set(['ProviderSecretMomento']);
    const [sandboxed] = await connectProviders(stage, {});
    const MOMENTO_API_KEY = demoApiKey();
    const [real] = await connectProviders(stage, { MOMENTO_API_KEY });
    if (!sandboxed || !real) throw new Error('Momento is missing');
    connected.push(sandboxed, real);
    expect(sandboxed.status).toBe(`sandboxed at ${sandboxed.environment.MOMENTO_ENDPOINT}`);
    expect(keysOf(sandboxed)).toEqual({ apiKey: expect.any(String) });
    expect(real).toMatchObject({ environment: {}, status: 'real, with your keys' });
    expect(keysOf(real)).toEqual({ apiKey: MOMENTO_API_KEY });
  });

  it('with keys leaves the provider’s own URL in place', async () => {
    const { agora, interactivity } = await connect({
      APP_ID: HEX,
      APP_CERTIFICATE: HEX,
      CONSUMER_KEY: 'k',
      CONSUMER_SECRET: 's',
    });
    expect(keysOf(agora)).toEqual({ appId: HEX, appCertificate: HEX });
    expect(keysOf(interactivity)).toEqual({ consumerKey: 'k', consumerSecret: 's' });
    expect(interactivity).toMatchObject({ environment: {}, status: 'real, with your keys' });
  });

  it('with a URL asks there, with the keys that are given or with demo keys', async () => {
    const INTERACTIVITY_TOKEN_URL = 'http://127.0.0.1:9/token';
    const { interactivity } = await connect({ INTERACTIVITY_TOKEN_URL });
    expect(interactivity).toMatchObject({
      environment: { INTERACTIVITY_TOKEN_URL },
      status: `demo keys, at ${INTERACTIVITY_TOKEN_URL}`,
    });
    expect(keysOf(interactivity)).toEqual({ consumerKey: 'demo', consumerSecret: expect.stringMatching(/./) });
    connected.length = 0;
    const real = await connect({ INTERACTIVITY_TOKEN_URL, CONSUMER_KEY: 'k', CONSUMER_SECRET: 's' });
    expect(real.interactivity?.status).toBe(`your keys, at ${INTERACTIVITY_TOKEN_URL}`);
    expect(keysOf(real.interactivity)).toEqual({ consumerKey: 'k', consumerSecret: 's' });
  });

  it('says which key is missing, and that a URL is none', async () => {
    await expect(connect({ CONSUMER_KEY: 'k' })).rejects.toThrow(
      'CONSUMER_SECRET is not given, but Dolby.io Interactivity needs all its keys or none',
    );
    for (const url of ['session.voxeet.com', 'localhost:8080', 'https://'])
      await expect(connect({ INTERACTIVITY_TOKEN_URL: url })).rejects.toThrow('INTERACTIVITY_TOKEN_URL is no URL');
  });

  it.each([
    [{ APP_ID: HEX, APP_CERTIFICATE: `${HEX}x` }, 'APP_CERTIFICATE is not right: expected 32 hexadecimal digits'],
    [{ CONSUMER_KEY: 'a:b', CONSUMER_SECRET: 's' }, 'CONSUMER_KEY is not right'],
    [{ CONSUMER_KEY: 'k', CONSUMER_SECRET: 'a b' }, 'CONSUMER_SECRET is not right'],
    [{ MILLICAST_API_SECRET: 'two words' }, 'MILLICAST_API_SECRET is not right'],
    [{ MOMENTO_API_KEY: 'k' }, 'MOMENTO_API_KEY is not right: expected a whole API key'],
    [{ MOMENTO_ENDPOINT: 'nonsense' }, 'MOMENTO_ENDPOINT is no URL'],
  ])('says which variable can’t be right, without its value: %j', (environment, problem) => {
    expect(() => checkProviders(environment as Record<string, string>)).toThrow(problem);
    expect(() => checkProviders(environment as Record<string, string>)).not.toThrow(/two words|nonsense$|a b/);
  });

  it('closes what it has started when another can’t be', async () => {
    const handles = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
    const stage = new Set(['ProviderSecretInteractivity', 'ProviderSecretMomento']);
    await expect(connectProviders(stage, { MOMENTO_ENDPOINT: 'nonsense' })).rejects.toThrow('MOMENTO_ENDPOINT');
    await expect.poll(handles).toBe(0);
  });
});
