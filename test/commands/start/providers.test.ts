import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type ConnectedProvider, connectProviders } from '../../../commands/start/providers.ts';
import { standIn as interactivityStandIn } from '../../../lambda/interactivity/sandbox/stand-in.ts';
import { livekit } from '../../../lambda/livekit/provider.ts';
import { standIn as livekitStandIn } from '../../../lambda/livekit/sandbox/stand-in.ts';

const both = new Set(['Url', 'ProviderSecretAgora', 'ProviderSecretInteractivity']);

const connected: ConnectedProvider[] = [];
afterEach(async () => {
  for (const provider of connected.splice(0)) await provider.close();
});

async function connect(environment: Record<string, string>, outputs: ReadonlySet<string> = both) {
  connected.push(...(await connectProviders(outputs, environment, {})));
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

  it('sandboxes how sessions are ended, also beside a sandbox that vends', async () => {
    // No provider of the list has both.
    const { startSandbox } = interactivityStandIn;
    Object.assign(livekit, { isRemote: true });
    Object.assign(livekitStandIn, { startSandbox });
    onTestFinished(() => {
      Object.assign(livekit, { isRemote: false });
      delete livekitStandIn.startSandbox;
    });
    const configured = { livekit: { url: 'wss://livekit.example.com' } };
    connected.push(...(await connectProviders(new Set(['ProviderSecretLiveKit']), {}, configured as never)));
    expect(connected).toMatchObject([
      {
        status: expect.stringContaining('sandboxed'),
        kicks: { LIVEKIT_SANDBOX_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/) },
      },
    ]);
  });

  it('says that a URL is none', async () => {
    for (const url of ['session.voxeet.com', 'localhost:8080', 'https://'])
      await expect(connect({ INTERACTIVITY_TOKEN_URL: url })).rejects.toThrow('INTERACTIVITY_TOKEN_URL is no URL');
  });

  it('takes no URL with a password, and doesn’t show it', async () => {
    for (const user of ['u:hidden', 'u', ':hidden']) {
      const url = `https://${user}@session.example.com`;
      const error = await connect({ INTERACTIVITY_TOKEN_URL: url }).catch((thrown: unknown) => thrown);
      expect((error as Error).message).toBe('INTERACTIVITY_TOKEN_URL must not hold a name and a password');
    }
  });

  it('closes what it has started when another can’t be', async () => {
    const handles = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
    const stage = new Set(['ProviderSecretInteractivity', 'ProviderSecretMomento']);
    await expect(connectProviders(stage, { MOMENTO_ENDPOINT: 'nonsense' }, {})).rejects.toThrow('MOMENTO_ENDPOINT');
    await expect.poll(handles).toBe(0);
  });
});
