import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, inject, it } from 'vitest';
import { projectRoot } from '../../lib/root.ts';
import { decode006 } from '../lambda/agora/token-decoder.ts';
import { stageContract } from '../support/stage-contract.ts';
import { agoraKeys, basic, passwords, startForTests } from '../support/stagepass.ts';

/*
 * Types that openapi-typescript makes of the document, and openapi-fetch with them, as a team would use them.
 */

// Within the project, so that the compiler finds openapi-fetch.
mkdirSync(join(projectRoot, 'dist'), { recursive: true });
const dir = mkdtempSync(join(projectRoot, 'dist', 'test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** openapi-typescript builds its types with the API of TypeScript 5, which 7 doesn't have. This package brings its own. */
const WITH_TYPESCRIPT_5 = import.meta.resolve('@arethetypeswrong/core');

async function typesOf(document: object): Promise<string> {
  const hooks = registerHooks({
    resolve: (name, context, next) =>
      next(name, name === 'typescript' ? { ...context, parentURL: WITH_TYPESCRIPT_5 } : context),
  });
  try {
    const { default: openapiTS, astToString } = await import('openapi-typescript');
    return astToString(await openapiTS(JSON.stringify(document)));
  } finally {
    hooks.deregister();
  }
}

writeFileSync(join(dir, 'client.d.ts'), await typesOf(stageContract('client').document));
writeFileSync(join(dir, 'admin.d.ts'), await typesOf(stageContract('admin').document));

/** What the compiler has to say of an app that uses the types; '' when it is content. */
function compiled(app: string): string {
  const file = join(dir, 'app.ts');
  writeFileSync(file, app);
  const tsc = fileURLToPath(new URL('../bin/tsc', import.meta.resolve('typescript')));
  const options = ['--noEmit', '--strict', '--ignoreConfig', '--module', 'esnext', '--moduleResolution', 'bundler'];
  try {
    execFileSync(process.execPath, [tsc, ...options, '--lib', 'es2022,dom', '--types', '', file], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const HEAD = `
  import createClient from 'openapi-fetch';
  import type { paths, components } from './client.d.ts';
  import type { paths as AdminPaths } from './admin.d.ts';
  const client = createClient<paths>({ baseUrl: 'https://tokens.example.com' });
  const admin = createClient<AdminPaths>({ baseUrl: 'https://tokens.example.com' });
`;

it('compile with numbers and booleans as they are', () => {
  const app = `${HEAD}
    export async function use() {
      const { data, error } = await client.GET('/access_token', {
        params: { query: { channelName: 'test', uid: 7, role: 'publisher', expireTime: 600 } },
      });
      if (error) return error.code satisfies components['schemas']['ErrorBody']['code'];
      const vended: components['schemas']['VendedToken'] = data;
      await client.GET('/token', { params: { query: { renew: true } } });
      await client.GET('/livekit/token', { params: { query: { room: 'lobby', publish: true } } });
      await client.GET('/rtc/{channelName}/{role}/uid/{uid}', {
        params: { path: { channelName: 'test', role: 'subscriber', uid: 0 } },
      });
      const created = await admin.POST('/millicast/publish_token', {
        body: { label: 'Main camera', streams: [{ streamName: 'main' }], expires: 3600 },
      });
      return [vended.token, created.data?.data.expiresAt];
    }
  `;
  expect(compiled(app)).toBe('');
});

it('refuse what the contract doesn’t know', () => {
  const wrong = [
    "client.GET('/access_token')",
    "client.GET('/access_token', { params: { query: { channelName: 'test', uid: 'seven' } } })",
    "client.GET('/access_token', { params: { query: { channelName: 'test', role: 'host' } } })",
    "client.GET('/token', { params: { query: { renew: 'yes' } } })",
    "client.POST('/access_token')",
    "admin.POST('/millicast/publish_token', { body: { label: 'no streams' } })",
  ];
  expect(compiled(`${HEAD}${wrong.map((call) => `// @ts-expect-error\nvoid ${call};`).join('\n')}`)).toBe('');
});

it('are those of what a stage answers', async () => {
  const app = `
    import createClient from 'openapi-fetch';
    import type { paths } from './client.d.ts';
    export async function vend(baseUrl: string, authorization: string): Promise<[string, 'invalid_request']> {
      const client = createClient<paths>({ baseUrl, headers: { authorization } });
      const vended = await client.GET('/access_token', { params: { query: { channelName: 'test', uid: 7 } } });
      const refused = await client.GET('/access_token', { params: { query: { channelName: '*' } } });
      if (vended.error || refused.error?.code !== 'invalid_request') throw new Error('not what was expected');
      return [vended.data.token, refused.error.code];
    }
  `;
  expect(compiled(app)).toBe('');
  const { vend } = await import(join(dir, 'app.ts'));
  const { stagepass } = await startForTests(inject('assemblyDir'));
  const [token, code] = await vend(stagepass.url, basic('client', passwords.client));
  expect(decode006(token).signedFor(agoraKeys.appCertificate, 'test', '7')).toBe(true);
  expect(code).toBe('invalid_request');
});
