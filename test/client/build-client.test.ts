import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { buildClient, SIZE_LIMITS } from '../../client/build/build-client.ts';
import { routes } from '../../client/routes.ts';
import { projectRoot } from '../../lib/root.ts';
import { snippetsOf } from '../support/snippets.ts';

// Within the project, so that the compiler finds what the sources import.
mkdirSync(join(projectRoot, 'dist'), { recursive: true });
const dir = mkdtempSync(join(projectRoot, 'dist', 'test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const built = join(dir, 'client');
const sizes = await buildClient(built);

/** What the compiler has to say of a file beside the built client; '' when it is content. */
function compiled(source: string, options: readonly string[], name = 'app.ts'): string {
  const file = join(dir, name);
  writeFileSync(file, source);
  const tsc = fileURLToPath(new URL('../bin/tsc', import.meta.resolve('typescript')));
  try {
    execFileSync(process.execPath, [tsc, '--noEmit', '--strict', '--ignoreConfig', ...options, file], {
      encoding: 'utf8',
    });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const asAnApp = [
  '--module',
  'esnext',
  '--moduleResolution',
  'bundler',
  '--target',
  'es2022',
  '--lib',
  'es2022,dom',
  '--types',
  '',
];

/** Where the sources are of what package.json leads to, for what imports the client by the package's name. */
const sources = ['--rootDir', projectRoot, '--outDir', join(projectRoot, 'dist')];

it('is two small modules; the client’s needs nothing', async () => {
  expect(SIZE_LIMITS['stagepass.js']).toBeLessThanOrEqual(4_096);
  for (const { module, gzipped } of sizes) expect(gzipped).toBeLessThanOrEqual(SIZE_LIMITS[module]);
  expect(readdirSync(built).filter((name) => name.endsWith('.js'))).toEqual(['react.js', 'stagepass.js']);
  const client = await import(pathToFileURL(join(built, 'stagepass.js')).href);
  expect(Object.keys(client).sort()).toEqual(['StagepassError', 'createClient', 'keepFresh']);
  expect(Object.keys(client.createClient({ url: 'http://127.0.0.1' }))).toEqual(Object.keys(routes));
});

it('has types that an app can use with nothing else installed', () => {
  const app = `
    import { createClient, keepFresh, StagepassError } from './client/stagepass.js';
    const client = createClient({ url: 'https://example.com', credentials: { username: 'a', password: 'b' } });
    const fresh = keepFresh(() => client.agoraRtc({ channelName: 'c', uid: 1 }, { project: 'eu' }), ({ token }) => token.length);
    keepFresh(({ renew, signal }) => client.interactivity({ renew }, { signal }), async ({ access_token }) => access_token);
    createClient({ url: 'https://example.com', token: async ({ renew }) => (renew ? 'new' : 'kept') });
    createClient({ url: 'https://example.com', token: () => 'kept' });
    keepFresh(({ renew }) => client.momento({ renew }), () => {}, { onError: async (error) => console.warn(error) });
    export const lifetime: Promise<number> = client.interactivity().then(({ lifetimeMs }) => lifetimeMs);
    export const code = (error: StagepassError) => error.code === 'not_allowed';
    fresh.stop();
  `;
  expect(compiled(app, asAnApp)).toBe('');
});

it('has types under which what README and docs show compiles, with Agora’s SDK as it is', () => {
  const snippets = ['README.md', 'docs/client.md'].map((document) =>
    // A configuration is a module of its own.
    snippetsOf(document).filter((code) => !code.includes('export default')),
  );
  for (const shown of snippets) expect(shown.join()).toContain('keepFresh(');
  // Each block for itself, with what it takes for given.
  const app = `
    import { createClient, keepFresh, StagepassError, type Client } from './client/stagepass.js';
    import type { IAgoraRTCClient } from 'agora-rtc-sdk-ng';
    import type { AgoraClient } from '../../examples/agora-page/join-and-stay.ts';
    import type { Voxeet } from '../../examples/voxeet-initialize-token.ts';
    declare const url: string, password: string, appId: string, client: Client, agora: IAgoraRTCClient, voxeet: Voxeet;
    // The examples take the SDK’s client, too.
    agora satisfies AgoraClient;
    declare const signIn: { getAccessToken(options: { forceRefresh: boolean }): Promise<string> };
    declare const rtm: { renewToken(token: string): Promise<unknown> };
    ${snippets
      .flat()
      .map((code) => `void (async () => {${code.replaceAll(/^import .*$/gm, '')}});`)
      .join('\n')}
  `;
  expect(compiled(app, [...asAnApp, '--skipLibCheck', '--allowImportingTsExtensions', ...sources])).toBe('');
});

it('has types under which what the docs show of React compiles', () => {
  const [shown = '', ...others] = snippetsOf('docs/client.md', 'tsx');
  expect(others).toEqual([]);
  const app = `
    import type { ReactNode } from 'react';
    declare const url: string, session: { readonly idToken: string };
    declare const agora: { readonly connectionState: string; renewToken(token: string): Promise<void> };
    declare function Call(props: { token: string }): ReactNode;
    ${shown}
    export { Channel };
  `;
  expect(
    compiled(
      app,
      [...asAnApp, '--skipLibCheck', '--jsx', 'react-jsx', '--allowImportingTsExtensions', ...sources],
      'app.tsx',
    ),
  ).toBe('');
});

it('has types that refuse what the contract doesn’t know', () => {
  const wrong = [
    'agoraRtc()',
    "agoraRtc({ channel: 'c' })",
    "agoraRtc({ channelName: 'c', role: 'host' })",
    "interactivity({ renew: 'yes' })",
    "clientOpenApi({}, { project: 'eu' })",
    'agora()',
  ];
  const app = `
    import { createClient } from './client/stagepass.js';
    const client = createClient({ url: 'https://example.com' });
    ${wrong.map((call) => `// @ts-expect-error\nclient.${call};`).join('\n')}
    const credentials = { username: 'a', password: 'b' };
    // @ts-expect-error
    createClient({ url: 'https://example.com', credentials, token: () => 't' });
    // @ts-expect-error
    createClient({ url: 'https://example.com', token: 't' });
  `;
  expect(compiled(app, asAnApp)).toBe('');
});

it('has the types that follow from the contract', () => {
  const both = `
    import type { Contract as Built, ErrorCode as BuiltCode, Routes as BuiltRoutes } from './client/contract.d.ts';
    import type { Contract, ErrorCode, Routes } from '../../client/contract.ts';
    type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
    export const same: [Same<Built, Contract>, Same<BuiltCode, ErrorCode>, Same<BuiltRoutes, Routes>] = [true, true, true];
    (${JSON.stringify(routes)}) satisfies Routes;
  `;
  const options = [
    '--module',
    'nodenext',
    '--moduleResolution',
    'nodenext',
    '--target',
    'es2024',
    '--skipLibCheck',
    '--types',
    'node',
  ];
  expect(compiled(both, [...options, '--allowImportingTsExtensions'])).toBe('');
});
