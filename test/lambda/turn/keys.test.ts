import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { keysOf } from '../../../commands/provider-keys.ts';
import { fill } from '../../../commands/secrets/fill.ts';
import { checkProviders, connectProviders } from '../../../commands/start/providers.ts';
import { CloudflareKeys, SharedSecretKeys, TwilioKeys } from '../../../lambda/turn/keys.ts';
import { type Kind, kinds } from '../../../lambda/turn/options.ts';
import { turn } from '../../../lambda/turn/provider.ts';
import { standIn } from '../../../lambda/turn/sandbox/stand-in.ts';

const configured = (kind: Kind) => ({
  kind,
  urls: kind === 'shared-secret' ? ['turn:turn.example.com'] : [],
  lifetime: { default: 600, maximum: 600 },
});

/** The environment that gives the demo keys of these kinds. */
function environmentOf(...of: readonly Kind[]): Record<string, string> {
  const keys = Object.assign({}, ...of.map((kind) => standIn.demoKeys(configured(kind))));
  const fields = Object.entries(keysOf(turn).keys).filter(([field]) => field in keys);
  return Object.fromEntries(fields.map(([field, { variable }]) => [variable, keys[field]]));
}

async function filled(kind: Kind, environment: Record<string, string>) {
  const asked: string[] = [];
  const stored: string[] = [];
  await fill({
    secret: keysOf(turn, configured(kind)),
    secrets: {
      arnOf: async (owner) => owner,
      read: async () => '',
      write: async (_arn, value) => void stored.push(value),
    },
    environment,
    async ask(field) {
      asked.push(field);
      return standIn.demoKeys(configured(kind))[field] ?? '';
    },
    say: () => {},
    dryRun: false,
  });
  return { asked, stored: Object.keys(JSON.parse(stored[0] ?? '{}')) };
}

const fields = {
  'shared-secret': ['secret'],
  cloudflare: ['keyId', 'apiToken'],
  twilio: ['accountSid', 'apiKeySid', 'apiKeySecret'],
} as const;

describe.each(kinds)('the keys of kind %s', (kind) => {
  const others = kinds.filter((each) => each !== kind);

  it('are all that npx stagepass secrets asks for and stores', async () => {
    expect(await filled(kind, {})).toEqual({ asked: fields[kind], stored: fields[kind] });
    expect(await filled(kind, environmentOf(...kinds))).toEqual({ asked: [], stored: fields[kind] });
  });

  it('are all that npm start takes, whatever others .env has', async () => {
    const stage = { turn: configured(kind) };
    expect(() => checkProviders(environmentOf(...kinds), stage)).not.toThrow();
    const connect = async (environment: Record<string, string>) => {
      const [found] = await connectProviders(new Set(['ProviderSecretTurn']), environment, stage);
      await found?.close();
      return { status: found?.status, keys: Object.keys(JSON.parse(found?.secrets.ProviderSecretTurn ?? '')) };
    };
    expect(await connect(environmentOf(...kinds))).toEqual({ status: 'real, with your keys', keys: fields[kind] });
    const sandboxed = kind === 'shared-secret' ? /^demo keys/ : /^sandboxed at http:/;
    for (const environment of [{}, environmentOf(...others)]) {
      expect(await connect(environment)).toEqual({ status: expect.stringMatching(sandboxed), keys: fields[kind] });
    }
  });

  it('are not looked for on a stage without TURN', () => {
    const [variable = ''] = Object.keys(environmentOf(kind));
    expect(() => checkProviders({ [variable]: 'no key' }, {})).not.toThrow();
  });
});

describe('TURN_URLS', () => {
  const check = (kind: Kind, TURN_URLS: string) => () => checkProviders({ TURN_URLS }, { turn: configured(kind) });

  it('are the servers’ own URLs, or where the provider’s API is', () => {
    expect(check('shared-secret', 'stun:a.example,turn:a.example:3478?transport=tcp')).not.toThrow();
    for (const none of ['https://a.example', 'stun:a.example', 'turn:a.example, turn:b.example', 'turn:a.example,']) {
      expect(check('shared-secret', none)).toThrow(
        'TURN_URLS is no list of STUN and TURN URLs with commas between them, such as turn:turn.example.com:3478',
      );
    }
    expect(check('shared-secret', 'turn:a.example:53')).toThrow(
      'at ports that browsers ask at: 80, 443, or from 1024 on',
    );
    expect(check('cloudflare', 'http://127.0.0.1:8080')).not.toThrow();
    expect(check('twilio', 'turn:a.example')).toThrow('TURN_URLS is no URL that starts with https:// or http://');
  });
});

describe('keys', () => {
  const hex = '0123456789abcdef0123456789ABCDEF';

  it.each<[v.GenericSchema, object]>([
    [SharedSecretKeys, { secret: 'sixteen+letters=' }],
    [CloudflareKeys, { keyId: hex, apiToken: 'any-token' }],
    [TwilioKeys, { accountSid: `AC${hex}`, apiKeySid: `SK${hex}`, apiKeySecret: 'any-secret' }],
    [TwilioKeys, { accountSid: `AC${hex}`, apiKeySid: `AC${hex}`, apiKeySecret: 'the-auth-token' }],
  ])('are taken in the form that each has', (schema, keys) => {
    expect(v.parse(schema, keys)).toEqual(keys);
  });

  it.each<[string, v.GenericSchema, object]>([
    ['a short secret', SharedSecretKeys, { secret: 'fifteen+letters' }],
    ['a key id that leaves its place in the URL', CloudflareKeys, { keyId: `../${hex}`, apiToken: 'any' }],
    ['an account that is a key', TwilioKeys, { accountSid: `SK${hex}`, apiKeySid: `SK${hex}`, apiKeySecret: 'any' }],
    ['an account in small letters', TwilioKeys, { accountSid: `ac${hex}`, apiKeySid: `SK${hex}`, apiKeySecret: 'any' }],
    ['a key in small letters', TwilioKeys, { accountSid: `AC${hex}`, apiKeySid: `sk${hex}`, apiKeySecret: 'any' }],
    ['a key with more behind it', TwilioKeys, { accountSid: `AC${hex}`, apiKeySid: `SK${hex}:`, apiKeySecret: 'any' }],
  ])('are none: %s', (_what, schema, keys) => {
    expect(v.is(schema, keys)).toBe(false);
  });
});
