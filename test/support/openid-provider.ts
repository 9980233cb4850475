import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider from 'oidc-provider';

/** What its tokens name in `iss`. It is asked on this machine. */
export const ISSUER = 'https://sign-in.example.com';

export const AUDIENCE = 'stagepass';

const CLIENT = { client_id: 'app', client_secret: 'secret-of-the-app' };

export async function makeJwk(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' };
}

/** A certified OpenID provider on this machine, which gives an app JWTs for a day by its client credentials. */
export class OpenIdProvider {
  #answer: RequestListener = (_request, response) => void response.destroy();
  #server: Server | undefined;
  #port = 0;

  /** Publishes these keys from now on, and signs with the one of that id. */
  use(keys: readonly JWK[], signWith: string): void {
    const provider = new Provider(ISSUER, {
      jwks: { keys: keys.map((key) => ({ ...key })) as never },
      clients: [{ ...CLIENT, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }],
      ttl: { ClientCredentials: 86_400 },
      extraTokenClaims: () => ({ tenant: 'acme' }),
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            scope: '',
            audience: AUDIENCE,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256', kid: signWith } },
          }),
        },
      },
    });
    provider.proxy = true;
    this.#answer = provider.callback();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => this.#answer(request, response));
    await new Promise<void>((listening) => server.listen(this.#port, '127.0.0.1', listening));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Nothing answers at its port any more. */
  async stop(): Promise<void> {
    const stopped = new Promise((resolve) => this.#server?.close(resolve));
    this.#server?.closeAllConnections();
    await stopped;
  }

  async token(): Promise<string> {
    const answer = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers: {
        'x-forwarded-proto': 'https',
        authorization: `Basic ${btoa(`${CLIENT.client_id}:${CLIENT.client_secret}`)}`,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: 'https://stagepass.example.com' }),
    });
    const body = (await answer.json()) as { readonly access_token?: string };
    if (body.access_token === undefined) throw new Error(`the provider gives no token: ${JSON.stringify(body)}`);
    return body.access_token;
  }
}
