import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createToken } from '../../../../lambda/millicast/sandbox/create-rules.ts';
import type { TokenKind } from '../../../../lambda/millicast/sandbox/token.ts';
import { updateToken } from '../../../../lambda/millicast/sandbox/update-rules.ts';
import { violations } from './json-schema.ts';
import { operations, requestBody, requestExamples, responseSchema } from './openapi.ts';
import { NOW, oneStream, type Running, running } from './running.ts';
import { publishToken, refusedFields, subscribeToken } from './tokens.ts';

const everyPublishField = {
  ...oneStream,
  expires: 60,
  allowedOrigins: ['*.example.com'],
  allowedIpAddresses: ['10.0.0.0/8'],
  originCluster: 'ams-1',
  allowedCountries: ['NO'],
  subscribeRequiresAuth: true,
  record: true,
  displaySrtPassphrase: true,
  geoCascade: { isEnabled: true, clusters: ['phx-1'] },
  restream: [{ label: 'other', url: 'rtmp://media.example.com', key: 'stream-key' }],
};
const everySubscribeField = { ...oneStream, bindIpsOnUsage: 2, deniedCountries: ['NO'], tracking: { trackingId: 'a' } };

/** What each operation is asked for in turn, to be answered with success and with a refusal. */
const asked: Record<string, { path?: string; body?: unknown }[]> = {
  'POST /api/publish_token': [{ body: oneStream }, { body: everyPublishField }, { body: {} }],
  'POST /api/subscribe_token': [{ body: oneStream }, { body: everySubscribeField }, { body: [] }],
  'PATCH /api/publish_token/disable': [{ body: { tokenIds: [1, 99] } }, { body: { tokenIds: [] } }],
  'GET /api/publish_token/active': [
    { path: '/api/publish_token/active?streamId=account/cam' },
    { path: '/api/publish_token/active' },
  ],
  'GET /api/publish_token/active/all': [{ path: '/api/publish_token/active/all' }],
  ...forBothKinds((kind, id) => ({
    [`GET /api/${kind}_token/{tokenId}`]: [{ path: `/api/${kind}_token/${id}` }, { path: `/api/${kind}_token/99` }],
    [`PUT /api/${kind}_token/{tokenId}`]: [
      { path: `/api/${kind}_token/${id}`, body: { label: 'new', refreshToken: true } },
      { path: `/api/${kind}_token/${id}`, body: {} },
    ],
    [`DELETE /api/${kind}_token/{tokenId}`]: [{ path: `/api/${kind}_token/${id}` }, { path: `/api/${kind}_token/99` }],
    [`GET /api/${kind}_token/list`]: [
      { path: `/api/${kind}_token/list?page=1&itemsOnPage=100` },
      { path: `/api/${kind}_token/list` },
    ],
    [`GET /api/${kind}_token/list_by_name`]: [
      { path: `/api/${kind}_token/list_by_name?page=1&itemsOnPage=100&name=token` },
      { path: `/api/${kind}_token/list_by_name?page=1&itemsOnPage=100` },
    ],
  })),
  'GET /api/publish_token/list_by_cluster': [
    { path: '/api/publish_token/list_by_cluster?page=1&itemsOnPage=1&cluster=auto' },
    { path: '/api/publish_token/list_by_cluster' },
  ],
};

function forBothKinds<T>(make: (kind: TokenKind, id: number) => Record<string, T>): Record<string, T> {
  return { ...make('publish', 1), ...make('subscribe', 2) };
}

async function withTokens(): Promise<Running> {
  const sandbox = await running();
  await sandbox.ask('POST /api/publish_token', oneStream);
  await sandbox.ask('POST /api/subscribe_token', oneStream);
  sandbox.director.admit({ kind: 'publish', token: await tokenOf(sandbox), streamName: 'cam' });
  return sandbox;
}

async function tokenOf(sandbox: Running): Promise<string> {
  const { body } = await sandbox.ask('GET /api/publish_token/1');
  return body.data.token;
}

describe('the answers', () => {
  it('are asked for of every operation that Millicast describes', () => {
    expect(Object.keys(asked).sort()).toEqual(operations.toSorted());
  });

  it.each(operations)('fit what Millicast describes: %s', async (operation) => {
    const sandbox = await withTokens();
    const statuses: number[] = [];
    for (const { path = operation.split(' ')[1], body } of asked[operation] ?? []) {
      const answer = await sandbox.ask(`${operation.split(' ')[0]} ${path}`, body);
      statuses.push(answer.status);
      expect(violations(responseSchema(operation, answer.status), answer.body)).toEqual([]);
    }
    const refusable = operation === 'GET /api/publish_token/active/all' ? [] : [400];
    expect([...new Set(statuses)]).toEqual([200, ...refusable]);
  });
});

describe('the bodies', () => {
  const issued = { id: 1, token: 'token', srtPassphrase: 'passphrase', addedOn: NOW };
  const createPublish = (body: unknown) => createToken('publish', body, issued);
  const createSubscribe = (body: unknown) => createToken('subscribe', body, issued);
  const withExampleStreams = { streams: [...publishToken().streams, { streamName: 'container1/.+', isRegex: true }] };
  const updatePublish = (body: unknown) => updateToken(publishToken(withExampleStreams), body, () => 'new');
  const updateSubscribe = (body: unknown) => updateToken(subscribeToken(withExampleStreams), body, () => 'new');

  const accepting = [
    ['POST /api/publish_token', createPublish, everyPublishField],
    ['POST /api/subscribe_token', createSubscribe, everySubscribeField],
    ['PUT /api/publish_token/{tokenId}', updatePublish, { label: 'new' }],
    ['PUT /api/subscribe_token/{tokenId}', updateSubscribe, { label: 'new' }],
  ] as const;

  it.each(accepting)('of the description’s examples are taken: %s', (operation, take) => {
    const examples = requestExamples(operation);
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) expect(take(example)).toMatchObject({ id: 1 });
  });

  it.each(accepting)('that the description forbids are refused: %s', (operation, take, valid) => {
    const { schema } = requestBody(operation);
    const field = fc.constantFrom(...Object.keys(schema.properties ?? {}), 'unknown', '__proto__', 'toString');
    fc.assert(
      fc.property(field, hostile, (name, value) => {
        const body = JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
        const sent = Object.defineProperties({ ...valid }, Object.getOwnPropertyDescriptors(body));
        fc.pre(violations(schema, sent).length > 0);
        expect(refusedFields(() => take(sent))).not.toEqual({});
      }),
      { numRuns: 500 },
    );
  });
});

/** Values that are nearly right: of the wrong type, out of range, or with a key or an item too many. */
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(0, -1, 0.5, 2 ** 31, Number.MAX_SAFE_INTEGER, '', ' ', '1', 'true', 'x'.repeat(129)),
  fc.array(fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant({ streamName: 'x'.repeat(129) })), { maxLength: 12 }),
  fc.array(
    fc.record(
      { streamName: fc.string(), isRegex: fc.jsonValue(), url: fc.string(), key: fc.string(), more: fc.integer() },
      { requiredKeys: [] },
    ),
    { maxLength: 12 },
  ),
  fc.record(
    { isEnabled: fc.jsonValue(), clusters: fc.jsonValue(), trackingId: fc.jsonValue(), more: fc.integer() },
    { requiredKeys: [] },
  ),
);
