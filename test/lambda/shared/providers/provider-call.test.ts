import { createServer, type IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ProviderRequest, providerCall } from '../../../../lambda/shared/providers/provider-call.ts';
import { withoutCredentials } from '../../../../lambda/shared/providers/without-credentials.ts';
import { listen } from '../../../../local/listen.ts';

/** How somebody who repeats a credential may write it. */
const spellings: Readonly<Record<string, (credential: string) => string>> = {
  'as it is': (credential) => credential,
  'in base64': (credential) => Buffer.from(credential).toString('base64'),
  'in base64 for URLs': (credential) => Buffer.from(credential).toString('base64url'),
  'as a part of a URL': encodeURIComponent,
  'as a part of a URL, in small letters': (credential) =>
    encodeURIComponent(credential).replaceAll(/%../g, (escaped) => escaped.toLowerCase()),
  'as a field of a form': (credential) => new URLSearchParams({ x: credential }).toString().slice(2),
  'as JSON within a text': (credential) => JSON.stringify(credential).slice(1, -1),
  'as JSON that escapes slashes': (credential) => JSON.stringify(credential).slice(1, -1).replaceAll('/', '\\/'),
  'in base64, behind a name': (credential) => Buffer.from(`x:${credential}`).toString('base64'),
  'in base64, behind another and before more': (credential) =>
    Buffer.from(`{"key":"${credential}"}`).toString('base64'),
  'in base64 for URLs, within a header': (credential) =>
    Buffer.from(`Authorization: Bearer ${credential}\r\nAccept: */*`).toString('base64url'),
  'in hexadecimal digits': (credential) => Buffer.from(credential).toString('hex'),
  'in hexadecimal digits, of more': (credential) => Buffer.from(`Bearer ${credential};`).toString('hex').toUpperCase(),
  'as a part of a URL, all of it escaped': (credential) =>
    credential.replaceAll(/./g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
  'as JSON, all of it escaped': (credential) =>
    credential.replaceAll(/./g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'as HTML, all of it escaped': (credential) => credential.replaceAll(/./g, (sign) => `&#${sign.charCodeAt(0)};`),
  'as HTML': (credential) => credential.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
};

const credential = fc.stringMatching(/^[!-~]{8,60}$/);

describe('withoutCredentials', () => {
  it.each(Object.entries(spellings))('takes a credential out %s', (_how, spell) => {
    fc.assert(
      fc.property(credential, fc.string(), fc.string(), (secret, before, after) => {
        const cleaned = withoutCredentials([secret])(`${before}${spell(secret)}${after}`);
        expect(cleaned.toLowerCase()).not.toContain(spell(secret).toLowerCase());
        expect(cleaned.startsWith(before) || before.includes('[')).toBe(true);
      }),
    );
  });

  it('takes no time for what nearly is one', () => {
    const secret = '\\\\%&'.repeat(12);
    const nearly = `${secret.slice(0, -1)}!`.repeat(400);
    // A pattern that tries everything again would take longer than any test may.
    expect(withoutCredentials([secret])(nearly)).toBe(nearly);
  });

  it('takes out several, the one that is part of the other too', () => {
    const cleaned = withoutCredentials(['secret-key', 'secret-key:password']);
    expect(cleaned('secret-key:password and secret-key, but no secret')).toBe('[removed] and [removed], but no secret');
  });

  it('leaves alone what holds none, and takes no word for a credential', () => {
    expect(withoutCredentials(['a', 'key', ''])('a word and a key')).toBe('a word and a key');
    expect(withoutCredentials([])('anything')).toBe('anything');
  });
});

/** A server that answers with what it was sent, and what a call of it gives. */
async function echoed(
  auth: ProviderRequest['auth'],
  answer: (request: IncomingMessage) => string,
): Promise<{ readonly json: unknown; readonly sent: string }> {
  let sent = '';
  const server = await listen(
    createServer((request, response) => {
      sent = request.headers.authorization ?? '';
      response.writeHead(400).end(answer(request));
    }),
  );
  onTestFinished(() => server.close());
  const { json } = await providerCall(
    { method: 'POST', url: `${server.url}/`, auth, data: { label: 'x' } },
    { timeoutMs: 5_000, maxAnswerBytes: 65_536 },
  );
  return { json, sent };
}

describe('a provider that repeats what it was sent', () => {
  const secret = 'Sl4sh/and+plus=in it?'.replaceAll(' ', '_');
  const pair = { username: 'consumer-key', password: secret };
  const basic = `Basic ${Buffer.from(`consumer-key:${secret}`).toString('base64')}`;

  it('tells nobody a bearer’s secret: not in texts, lists, names of fields, or escaped by JSON', async () => {
    const { json, sent } = await echoed({ bearer: secret }, ({ headers: { authorization } }) =>
      // As .NET and PHP write their JSON.
      JSON.stringify({ message: `no such token: ${authorization}`, [secret]: [{ at: secret }] })
        .replaceAll('+', '\\u002B')
        .replaceAll('/', '\\/'),
    );
    expect(sent).toBe(`Bearer ${secret}`);
    expect(json).toEqual({ message: 'no such token: Bearer [removed]', '[removed]': [{ at: '[removed]' }] });
  });

  it('tells nobody a user’s name and password, in one or apart', async () => {
    const { json, sent } = await echoed(pair, ({ headers: { authorization } }) =>
      JSON.stringify([authorization, `consumer-key and ${secret}`, encodeURIComponent(secret)]),
    );
    expect(sent).toBe(basic);
    expect(json).toEqual(['Basic [removed]', '[removed] and [removed]', '[removed]']);
  });

  it.each(['', 'x', 'xx'])(
    'may say in a token whom it was made for, at any place in its base64: %j',
    async (before) => {
      const claims = Buffer.from(JSON.stringify({ jti: before, client_id: pair.username })).toString('base64url');
      const answer = { access_token: `eyJhbGciOiJIUzI1NiJ9.${claims}.c2lnbmF0dXJl`, message: pair.username };
      const { json } = await echoed(pair, () => JSON.stringify(answer));
      expect(json).toEqual({ ...answer, message: '[removed]' });
    },
  );

  it('tells nobody anything where its answer is no JSON', async () => {
    expect((await echoed({ bearer: secret }, () => `<html>${secret}</html>`)).json).toBeUndefined();
    expect((await echoed({ bearer: secret }, () => '['.repeat(60_000))).json).toBeUndefined();
  });

  it('keeps the rest of its answer', async () => {
    const answer = { status: 'success', data: [{ id: 7, label: 'ü', none: null, is: true, __proto__x: {} }] };
    expect((await echoed(pair, () => JSON.stringify(answer))).json).toEqual(answer);
  });
});
