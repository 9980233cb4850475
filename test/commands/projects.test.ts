import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { keysOfProject } from '../../commands/provider-keys.ts';
import { chosenProject } from '../../commands/secrets/chosen-project.ts';
import { promptOf } from '../../commands/secrets/fill.ts';
import { projectSecrets } from '../../commands/secrets/stage-secrets.ts';
import { envWarnings } from '../../commands/start/env-lines.ts';
import {
  type ConnectedProvider,
  checkProviders,
  connectionOf,
  connectProviders,
  providerVariables,
} from '../../commands/start/providers.ts';
import { withoutPassword } from '../../commands/start/without-password.ts';
import { providerOf } from '../../lambda/providers.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { readSecrets } from './read-secrets.ts';

const path = { method: 'POST', path: '/tool', route: '/token', callerHeader: 'X-Tool-ID' } as const;
const of = { stage: 'prod', provider: 'agora' };
const options = (names: string[]) => ({ projects: Object.fromEntries(names.map((name) => [name, { of: name }])) });

describe('npx stagepass secrets of a stage with projects', () => {
  it.each<[string | undefined, string[], string]>([
    ['eu', ['eu', 'us'], 'eu'],
    [undefined, ['eu'], 'eu'],
    [undefined, ['eu', 'default'], 'default'],
  ])('is, with --project %o, for one of %o', (asked, names, project) => {
    expect(chosenProject(asked, options(names), of)).toEqual({ project, options: { of: project } });
  });

  it('says which projects there are where none is chosen, or one that isn’t there', () => {
    const there = 'stage prod has these projects of agora: eu, us';
    expect(() => chosenProject(undefined, options(['eu', 'us']), of)).toThrow(`name one with --project: ${there}`);
    expect(() => chosenProject('asia', options(['eu', 'us']), of)).toThrow(`there is no project asia: ${there}`);
  });

  it('is as it was for a stage without, which has none to choose', () => {
    expect(chosenProject(undefined, { of: 'all' }, of)).toEqual({ project: undefined, options: { of: 'all' } });
    expect(() => chosenProject('eu', {}, of)).toThrow('stage prod has no projects of agora: leave --project out');
  });

  it('reads --project, also with the flag of a secret that is made', async () => {
    expect(await readSecrets(['agora', '--project', 'eu'])).toMatchObject({ project: 'eu' });
    const making = ['millicast', '--project', 'eu', '--create-parent', '--stream', 'cam'];
    expect(await readSecrets(making)).toMatchObject({ project: 'eu', making: { asked: { days: 365 } } });
  });

  it('asks for a key with the name of the project', () => {
    const key = { field: 'appId', description: 'the App ID', found: 'Console' };
    expect(promptOf({ ...key, project: 'eu' })).toBe('appId of project eu, the App ID (Console)');
    expect(promptOf({ ...key, project: undefined })).toBe('appId, the App ID (Console)');
  });

  it('takes keys from variables with the project’s name, and finds the project’s secrets', async () => {
    const named = (project: string | undefined) => {
      const { owner, keys } = keysOfProject(providerOf('agora'), { project, options: {} });
      return [owner, ...Object.values(keys).map(({ variable }) => variable)];
    };
    expect(named('eu-west')).toEqual(['Agora/eu-west', 'APP_ID_EU_WEST', 'APP_CERTIFICATE_EU_WEST']);
    for (const plain of ['default', undefined]) expect(named(plain)).toEqual(['Agora', 'APP_ID', 'APP_CERTIFICATE']);
    const secrets = { arnOf: async (owner: string) => owner, read: async () => '', write: async () => {} };
    expect(await projectSecrets(secrets, 'eu').arnOf('MillicastViewer')).toBe('MillicastViewer/eu');
    expect(await projectSecrets(secrets, 'default').arnOf('MillicastViewer')).toBe('MillicastViewer');
  });
});

describe('npm start of a stage with projects', () => {
  const connected: ConnectedProvider[] = [];
  afterEach(async () => {
    for (const provider of connected.splice(0)) await provider.close();
  });

  const projects = {
    agora: { projects: { eu: {}, us: {} } },
    millicast: { projects: { default: {}, beta: {} } },
  };
  const outputs = new Set([
    'ProviderSecretAgoraProjecteu',
    'ProviderSecretAgoraProjectus',
    'ProviderSecretMillicast',
    'ProviderSecretMillicastProjectbeta',
  ]);
  const keysOfEu = { APP_ID_EU: 'e'.repeat(32), APP_CERTIFICATE_EU: 'f'.repeat(32) };

  it('has the keys that are given for a project, and a stand-in with keys of its own for each other', async () => {
    connected.push(...(await connectProviders(outputs, keysOfEu, projects)));
    expect(connected.map(({ name }) => name)).toEqual([
      'Agora (eu)',
      'Agora (us)',
      'Millicast (default)',
      'Millicast (beta)',
    ]);
    const [eu, us, first, beta] = connected;
    expect(eu?.status).toBe('real, with your keys');
    expect(us?.status).toContain('demo keys');
    const { secrets, environment } = connectionOf(connected);
    expect(Object.keys(secrets)).toEqual([
      'ProviderSecretAgoraProjecteu',
      'ProviderSecretAgoraProjectus',
      'ProviderSecretMillicast',
      'ProviderSecretMillicastViewer',
      'ProviderSecretMillicastProjectbeta',
      'ProviderSecretMillicastViewerProjectbeta',
    ]);
    expect(JSON.parse(secrets.ProviderSecretAgoraProjecteu ?? '').appId).toBe(keysOfEu.APP_ID_EU);
    expect(new Set(Object.values(secrets)).size).toBe(6);
    expect(Object.keys(environment)).toEqual(['MILLICAST_API_URL']);
    expect(JSON.parse(environment.MILLICAST_API_URL ?? '')).toEqual({
      default: first?.sandbox?.url,
      beta: beta?.sandbox?.url,
    });
    expect(beta?.environment).toEqual({ MILLICAST_API_URL_BETA: beta?.sandbox?.url });
    expect(first?.sandbox?.url).not.toBe(beta?.sandbox?.url);
  });

  it('says which project’s variable is wrong or missing, and knows them all', () => {
    expect(() => checkProviders({ APP_ID_US: 'nonsense', APP_CERTIFICATE_US: 'x' }, projects)).toThrow(
      'APP_ID_US is not right: expected 32 hexadecimal digits',
    );
    expect(() => checkProviders({ APP_ID_EU: 'e'.repeat(32) }, projects)).toThrow('APP_CERTIFICATE_EU is not given');
    expect(() => checkProviders({ MILLICAST_API_URL_BETA: 'x' }, projects)).toThrow('MILLICAST_API_URL_BETA is no URL');
    const known = providerVariables(projects);
    for (const variable of ['APP_ID', 'APP_ID_EU', 'MILLICAST_API_URL', 'MILLICAST_API_URL_BETA', 'CONSUMER_KEY']) {
      expect(known).toContain(variable);
    }
    expect(known).not.toContain('CONSUMER_KEY_EU');
  });

  it('tells of lines in .env that it takes nothing from, and not of those for other stages', () => {
    const file = join(temporaryFolder(), '.env');
    const lines = ['APP_ID=a', 'APP_ID_EU=b', 'APP_ID_ASIA=c', 'KIOSK_PASSWORD=d', 'APP_ID_MARS=e', 'PORT=1'];
    writeFileSync(file, lines.join('\n'));
    const callers = { client: { audience: 'client' as const } };
    const agora = { projects: { eu: {}, us: {} } };
    const config = {
      dev: { callers, providers: { agora } },
      prod: { callers: { kiosk: callers.client }, providers: { agora: { projects: { asia: {} } } } },
    };
    const unknown = `${file} line 5: this variable is unknown; .env.example has all that are read`;
    expect(envWarnings(file, config, { agora })).toEqual([
      unknown,
      `${file} line 1: this variable isn’t used, since the stage’s projects of agora have their own, such as APP_ID_EU`,
    ]);
    for (const used of [{}, { agora: {} }, { agora: { projects: { default: {}, eu: {} } } }]) {
      expect(envWarnings(file, config, used)).toEqual([unknown]);
    }
  });

  it('says how tools ask without a password for each project that the caller may have', () => {
    const localPaths = [{ ...path, usage: (url: string, caller: string) => `${url} as ${caller}` }];
    const of = (projects: (string | undefined)[], right?: string[]) =>
      withoutPassword(
        'http://here',
        projects.map((project) => ({ id: 'livekit' as const, project, name: `LiveKit ${project}`, localPaths })),
        { name: 'client', ...(right && { rights: { livekit: { projects: right } } }) },
      ).slice(1, -1);
    expect(of([undefined])).toEqual(['  LiveKit undefined: http://here as client']);
    expect(of(['default', 'eu'])).toEqual([
      '  LiveKit default: http://here as client',
      '  LiveKit eu: http://here as client/eu',
    ]);
    expect(of(['eu', 'us'])).toEqual([
      '  LiveKit eu: http://here as client/eu',
      '  LiveKit us: http://here as client/us',
    ]);
    expect(of(['eu', 'us'], ['us'])).toEqual(['  LiveKit us: http://here as client']);
  });
});
