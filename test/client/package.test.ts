import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { type BuildOptions, build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { routes } from '../../client/routes.ts';
import { listen } from '../../local/listen.ts';
import { appWithClient } from '../support/installed-package.ts';
import { globalsOf } from './platforms.ts';

const app = await appWithClient('react');

/** How each of them looks for modules: its own conditions and fields of package.json. */
const bundlers: Readonly<Record<string, BuildOptions>> = {
  'Vite, for a browser': {
    platform: 'browser',
    conditions: ['module', 'browser', 'production'],
    mainFields: ['browser', 'module', 'jsnext:main', 'jsnext'],
  },
  'Next.js, a client component': {
    platform: 'browser',
    conditions: ['browser', 'module', 'webpack', 'production'],
    mainFields: ['browser', 'module', 'main'],
  },
  'Next.js, a server component': { platform: 'node', conditions: ['react-server', 'webpack', 'production'] },
  'Next.js, the edge runtime': { platform: 'neutral', conditions: ['edge-light', 'worker', 'browser', 'module'] },
  'Wrangler, for Workers': { platform: 'browser', conditions: ['workerd', 'worker', 'browser'] },
  'Metro, for React Native': {
    platform: 'neutral',
    conditions: ['require', 'react-native'],
    mainFields: ['react-native', 'browser', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
  },
};

async function bundled(source: string, settings: BuildOptions = {}): Promise<string> {
  const { outputFiles, warnings } = await build({
    format: 'iife',
    ...settings,
    stdin: { contents: source, resolveDir: app },
    bundle: true,
    write: false,
  });
  expect(warnings).toEqual([]);
  return outputFiles?.[0]?.text ?? expect.fail('no bundle');
}

const everything = `export * from 'stagepass/client';`;

describe('the package', () => {
  it('is found by Node, imported and required', () => {
    const found = (source: string, type: string) =>
      execFileSync(process.execPath, [`--input-type=${type}`, '-e', source], { cwd: app, encoding: 'utf8' });
    const names = 'StagepassError createClient keepFresh';
    const show = 'console.log(Object.keys(client).sort().join(" "))';
    expect(found(`import * as client from 'stagepass/client'; ${show}`, 'module')).toBe(`${names}\n`);
    expect(found(`const client = require('stagepass/client'); ${show}`, 'commonjs')).toBe(`${names}\n`);
  });

  it.each(Object.keys(bundlers))('is the same module for %s', async (name) => {
    expect(await bundled(everything, { ...bundlers[name], format: 'esm' })).toBe(
      await bundled(everything, { format: 'esm' }),
    );
  });

  it('adds nothing to an app that imports it and doesn’t use it', async () => {
    const unused = `import { keepFresh } from 'stagepass/client'; import { useToken } from 'stagepass/react';`;
    const own = 'export const app = 1;';
    expect(await bundled(unused + own, { format: 'esm' })).toBe(await bundled(own, { format: 'esm' }));
  });

  it('marks the hook for React’s server components, and leaves React and the client to the app', () => {
    const code = readFileSync(join(app, 'node_modules/stagepass/dist/client/react.js'), 'utf8');
    expect(code).toMatch(/^"use client";/);
    expect([...code.matchAll(/from"([^"]+)"/g)].map(([, from]) => from)).toEqual(['react', './stagepass.js']);
  });

  it.each([
    ['esnext', 'bundler', 'app.ts'],
    ['node16', 'node16', 'app.mts'],
    ['nodenext', 'nodenext', 'app.cts'],
  ])('has types by --module %s --moduleResolution %s in %s', (module, resolution, file) => {
    writeFileSync(
      join(app, file),
      `import { createClient, type Client, type Fresh, StagepassError } from 'stagepass/client';
       import { type TokenState, useToken } from 'stagepass/react';
       const client: Client = createClient({ url: 'https://example.com' });
       export function useChannel(channelName: string, uid: number) {
         const { token, error, refresh } = useToken(
           ({ signal }) => client.agoraRtc({ channelName, uid }, { signal }),
           { key: [channelName, uid], onToken: ({ lifetimeMs }) => lifetimeMs.toFixed(), renewAt: 0.5 },
         );
         void refresh();
         return error instanceof StagepassError ? error.code : (token?.token satisfies string | undefined);
       }
       export function useOther(): TokenState<{ expiresAt: string; access_token: string }> {
         // @ts-expect-error: without a key, the token of one channel would be taken for another's.
         useToken(() => client.agoraRtc({ channelName: 'c' }), {});
         // @ts-expect-error: nothing with an end.
         useToken(async () => 'token', { key: 'c' });
         return useToken(({ renew }) => client.interactivity({ renew }), { key: undefined });
       }
       export type Held = Fresh<{ expiresAt: string }>;`,
    );
    const tsc = fileURLToPath(new URL('../bin/tsc', import.meta.resolve('typescript')));
    const options = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022', '--lib', 'es2022,dom'];
    let said = '';
    try {
      const args = ['--noEmit', '--strict', '--ignoreConfig', '--types', '', ...options, join(app, file)];
      execFileSync(process.execPath, [tsc, ...args], { encoding: 'utf8' });
    } catch (error) {
      said = (error as { stdout: string }).stdout;
    }
    expect(said).toBe('');
  });
});

describe.each([
  ['Workers', 'Wrangler, for Workers', globalsOf.workers],
  ['React Native', 'Metro, for React Native', globalsOf.reactNative],
])('in %s, with the globals that are there and no others', (_platform, bundler, globals) => {
  /** What a bundle of this source leaves at `app`. */
  async function loaded(source: string) {
    const context = createContext({ ...globals });
    const exported = runInContext('globalThis', context) as Readonly<Record<string, unknown>>;
    runInContext(await bundled(source, { ...bundlers[bundler], globalName: 'app' }), context);
    return exported.app as typeof import('../../client/stagepass.ts') & typeof import('../../client/react.ts');
  }

  it('has no global of Node or of a browser’s page', async () => {
    const context = createContext({ ...globals });
    const absent = ['process', 'Buffer', 'document', 'location', 'require', 'localStorage'];
    expect(absent.filter((name) => runInContext(`typeof ${name}`, context) !== 'undefined')).toEqual([]);
  });

  it('asks, with a password and as a user, keeps a token fresh, and tells what went wrong', async () => {
    const asked: string[] = [];
    const server = await listen(
      createServer((request, response) => {
        asked.push(`${request.url} ${request.headers.authorization}`);
        if (request.headers.authorization === 'Bearer old') {
          response.writeHead(401).end(JSON.stringify({ error: 'expired', code: 'unauthorized', requestId: 'r' }));
          return;
        }
        if (request.url?.startsWith('/rtm_token')) return; // No answer.
        response.end(JSON.stringify({ token: 't', expiresAt: new Date(Date.now() + 60_000).toISOString() }));
      }),
    );
    onTestFinished(() => server.close());
    const { createClient, keepFresh, StagepassError } = await loaded(everything);
    const client = createClient({ url: server.url, credentials: { username: 'app', password: 'pä' } });
    expect(Object.keys(client)).toEqual(Object.keys(routes));
    expect(await client.agoraRtc({ channelName: 'a b', uid: 1 })).toMatchObject({ token: 't' });
    const user = createClient({ url: server.url, token: ({ renew }) => (renew ? 'new' : 'old') });
    const fresh = keepFresh(
      ({ signal }) => user.agoraRtc({ channelName: 'c' }, { signal }),
      () => {},
    );
    expect(await fresh.get()).toMatchObject({ token: 't' });
    fresh.stop();
    expect(asked.map((each) => each.replace('%20', '+'))).toEqual([
      `/access_token?channelName=a+b&uid=1 Basic ${Buffer.from('app:pä').toString('base64')}`,
      '/access_token?channelName=c Bearer old',
      '/access_token?channelName=c Bearer new',
    ]);
    const late = await client.agoraRtm({ userId: 'ada' }, { timeoutMs: 50 }).catch((error: unknown) => error);
    expect(late).toBeInstanceOf(StagepassError);
    expect(late).toMatchObject({ code: 'timed_out' });
    expect(() => createClient({ url: 'example.com' })).toThrow('url must be a whole one');
  });

  it('loads the hook', async () => {
    const source = `export { useToken } from 'stagepass/react'; export { StagepassError } from 'stagepass/client';`;
    expect(await loaded(source)).toMatchObject({ useToken: expect.any(Function) });
  });
});
