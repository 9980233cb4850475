import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routes } from '../../../lambda/contract.ts';
import { oneStream, running } from './running.ts';

/** What is sent beside what a create needs, and what is said of it. */
const badFields: [Record<string, unknown>, string][] = [
  [{ label: undefined }, 'label is required'],
  [{ label: '' }, 'label must be text of 1 to 128 characters'],
  [{ label: ' ' }, 'label must be text of 1 to 128 characters'],
  [{ label: 'l'.repeat(129) }, 'label must be text of 1 to 128 characters'],
  [{ label: 5 }, 'label must be text of 1 to 128 characters'],
  [{ label: null }, 'label must be text of 1 to 128 characters'],
  [{ streams: undefined }, 'streams is required'],
  [{ streams: [] }, 'streams must hold at least one stream'],
  [{ streams: 'cam' }, 'streams must be a list of objects with a streamName'],
  [{ streams: ['cam'] }, 'streams.0 must be an object'],
  [{ streams: [[]] }, 'streams.0.streamName is required'],
  [{ streams: [{}] }, 'streams.0.streamName is required'],
  [{ streams: [{ streamName: '' }] }, 'streams.0.streamName must be text of 1 to 128 characters'],
  [{ streams: [{ streamName: 's'.repeat(129) }] }, 'streams.0.streamName must be text of 1 to 128 characters'],
  [{ streams: [{ streamName: 'a' }, { streamName: '(', isRegex: true }] }, 'streams.1.streamName must be a regular'],
  [{ streams: [{ streamName: 'cam(?!7$).*', isRegex: true }] }, 'it can’t be read from character 4 on'],
  [{ streams: [{ streamName: 'cam-{99999}', isRegex: true }] }, 'streams.0.streamName must be a regular'],
  [{ streams: [{ streamName: 'cam-(.{99}){99}', isRegex: true }] }, 'once its counts are written out'],
  [{ streams: [{ streamName: 'a', isRegex: 'true' }] }, 'streams.0.isRegex must be true or false'],
  [
    { streams: [{ streamName: 'a', regex: true }] },
    'streams.0.regex is not a field here; there are streamName, isRegex',
  ],
  [{ expires: 0 }, 'expires must be a whole number from 1'],
  [{ expires: 1.5 }, 'expires must be a whole number from 1'],
  [{ expires: 2 ** 31 }, 'expires must be a whole number from 1'],
  [{ expires: '3600' }, 'expires must be a whole number of seconds, or "never"'],
  [{ allowedOrigins: 'example.com' }, 'allowedOrigins must be a list of domains'],
  [{ allowedOrigins: ['https://example.com'] }, 'allowedOrigins.0 must be a domain such as'],
  [{ allowedOrigins: ['example.com:8443'] }, 'allowedOrigins.0 must be a domain such as'],
  [{ allowedOrigins: ['example.com/'] }, 'allowedOrigins.0 must be a domain such as'],
  [{ allowedOrigins: ['*'] }, 'allowedOrigins.0 must be a domain such as'],
  [{ allowedOrigins: ['a.*.example.com'] }, 'allowedOrigins.0 must be a domain such as'],
  [{ allowedOrigins: ['example.com', 'exa mple.com'] }, 'allowedOrigins.1 must be a domain such as'],
  [{ allowedIpAddresses: ['256.0.0.1'] }, 'allowedIpAddresses.0 must be an IPv4 address or a block'],
  [{ allowedIpAddresses: ['192.0.2'] }, 'allowedIpAddresses.0 must be an IPv4 address or a block'],
  [{ allowedIpAddresses: ['192.0.2.01'] }, 'allowedIpAddresses.0 must be an IPv4 address or a block'],
  [{ allowedIpAddresses: ['192.0.2.0/33'] }, 'allowedIpAddresses.0 must be an IPv4 address or a block'],
  [{ allowedIpAddresses: ['192.0.2.0/'] }, 'allowedIpAddresses.0 must be an IPv4 address or a block'],
  [{ allowedIpAddresses: ['2001:db8::1'] }, 'allowedIpAddresses.0 must be an IPv4 address or a block'],
  [{ bindIpsOnUsage: -1 }, 'bindIpsOnUsage must be a whole number from 0'],
  [{ bindIpsOnUsage: 0.5 }, 'bindIpsOnUsage must be a whole number from 0'],
  [
    { bindIpsOnUsage: 1, allowedIpAddresses: ['192.0.2.1'] },
    'bindIpsOnUsage excludes allowedIpAddresses: give one of them',
  ],
  [
    { allowedCountries: ['DE'], deniedCountries: ['FR'] },
    'deniedCountries excludes allowedCountries: give one of them',
  ],
  [{ allowedCountries: ['de'] }, 'allowedCountries.0 must be an ISO 3166-1 code'],
  [{ deniedCountries: ['DEU'] }, 'deniedCountries.0 must be an ISO 3166-1 code'],
  [{ labell: 'x' }, 'labell is not a field here; did you mean label?'],
  [{ constructor: 'x' }, 'constructor is not a field here'],
];

const badPublishFields: [Record<string, unknown>, string][] = [
  [{ record: true, clip: true }, 'clip excludes record: give one of them'],
  [{ record: 'yes' }, 'record must be true or false'],
  [{ geoCascade: [] }, 'geoCascade.isEnabled is required'],
  [{ restream: Array(11).fill({ url: 'rtmp://a.example', key: '12345' }) }, 'restream must hold 10 entries at most'],
  [{ restream: [{ url: 'rtmp://a.example', key: '1234' }] }, 'restream.0.key must be text of 5 to 512 characters'],
  [{ restream: [{ key: '12345' }] }, 'restream.0.url is required'],
  [{ tracking: { trackingId: 'x' } }, 'tracking is not a field here'],
];

const badSubscribeFields: [Record<string, unknown>, string][] = [
  [{ tracking: [] }, 'tracking.trackingId is required'],
  [{ tracking: { trackingId: 't'.repeat(129) } }, 'tracking.trackingId must be text of 1 to 128 characters'],
  [{ record: true }, 'record is not a field here'],
];

const badUpdates: [unknown, string][] = [
  [{}, 'must hold at least one field to change'],
  [{ label: null }, 'must hold at least one field to change'],
  [{ expires: 5 }, 'expires is not a field here'],
  [{ streams: [] }, 'streams is not a field here'],
  [{ label: 'l'.repeat(129) }, 'label must be text of 1 to 128 characters'],
  [{ isActive: 1 }, 'isActive must be true or false'],
  [
    { addTokenStreams: [{ streamName: '[', isRegex: true }] },
    'addTokenStreams.0.streamName must be a regular expression',
  ],
  [{ removeTokenStreams: [''] }, 'removeTokenStreams.0 must be text of 1 to 128 characters'],
  [{ updateAllowedOrigins: ['http://a.example'] }, 'updateAllowedOrigins.0 must be a domain'],
  [{ allowedOrigins: ['http://a.example'] }, 'allowedOrigins.0 must be a domain'],
  [{ allowedOrigins: [], updateAllowedOrigins: [] }, 'must name no setting both with and without update before it'],
  [
    { bindIpsOnUsage: 1, updateAllowedIpAddresses: ['192.0.2.1'] },
    'must not hold both bindIpsOnUsage and allowedIpAddresses',
  ],
  [
    { allowedCountries: ['DE'], updateDeniedCountries: ['FR'] },
    'must not hold both allowedCountries and deniedCountries',
  ],
];

const badBodies: [string, string][] = [
  ['', 'the body is not JSON'],
  ['label=x', 'the body is not JSON'],
  ['{"label":', 'the body is not JSON'],
  ['[]', 'the body must be a JSON object'],
  ['[{"label":"x"}]', 'the body must be a JSON object'],
  ['null', 'the body must be a JSON object'],
];

async function expectRefused(operation: string, body: unknown, message: string): Promise<void> {
  const { ask, sandbox } = await running();
  const answer = await ask(operation, body);
  expect(answer).toMatchObject({
    status: 400,
    body: { code: 'invalid_request', error: expect.stringContaining(message) },
  });
  expect(Object.keys(answer.body)).toEqual(['error', 'code', 'requestId']);
  expect(sandbox.calls).toEqual([]);
}

describe.each(['/millicast/publish_token', '/millicast/subscribe_token', '/millicast/createToken'])(
  'POST %s',
  (path) => {
    const ofKind = path === '/millicast/subscribe_token' ? badSubscribeFields : badPublishFields;
    it.each([...badFields, ...ofKind])('refuses %j by name', (fields, message) =>
      expectRefused(`POST ${path}`, { ...oneStream, ...fields }, message),
    );
    it.each(badBodies)('refuses %j', (body, message) => expectRefused(`POST ${path}`, body, message));
  },
);

describe.each(['/millicast/publish_token/1', '/millicast/subscribe_token/1'])('PUT %s', (path) => {
  it.each(badUpdates)('refuses %j by name', (body, message) => expectRefused(`PUT ${path}`, body, message));
  it.each(badBodies)('refuses %j', (body, message) => expectRefused(`PUT ${path}`, body, message));
});

describe('the tutorial’s names', () => {
  it.each(badUpdates)('refuse the update %j by name', (data, message) =>
    expectRefused(
      'POST /millicast/updateToken',
      { tokenId: 1, data },
      message.startsWith('must') ? `data ${message}` : `data.${message}`,
    ),
  );

  it.each(['getToken', 'deleteToken'])('refuse an id that is none: %s', async (name) => {
    for (const tokenId of ['abc', '', '1.5', '-1', 1.5, -1, true, {}, '9'.repeat(20), '0x1', null]) {
      await expectRefused(`POST /millicast/${name}`, { tokenId }, 'tokenId must be a whole number');
    }
    await expectRefused(`POST /millicast/${name}`, {}, 'tokenId is required');
    await expectRefused(`POST /millicast/${name}`, { tokenId: 1, force: true }, 'force is not a field here');
  });

  it.each([
    [{ page: 0 }, 'page must be a whole number from 1'],
    [{ itemsOnPage: 0 }, 'itemsOnPage must be a whole number from 1 to 100'],
    [{ itemsOnPage: 101 }, 'itemsOnPage must be a whole number from 1 to 100'],
    [{ items: 10 }, 'items is not a field here; did you mean itemsOnPage?'],
  ])('refuse the list %j', (body, message) => expectRefused('POST /millicast/getList', body, message));
});

describe.each(['publish', 'subscribe'])('reading %s tokens', (kind) => {
  it.each([
    ['list?page=1&itemsOnPage=0', 'itemsOnPage must be a whole number from 1 to 100'],
    ['list?page=1&itemsOnPage=101', 'itemsOnPage must be a whole number from 1 to 100'],
    ['list?page=0&itemsOnPage=1', 'page must be a whole number from 1'],
    ['list?page=one&itemsOnPage=1', 'page must be a whole number from 1'],
    ['list?itemsOnPage=1', 'page is required'],
    ['list?page=1', 'itemsOnPage is required'],
    ['list?page=1&itemsOnPage=1&sortBy=Id', 'sortBy must be Name or AddedOn'],
    ['list?page=1&itemsOnPage=1&isDescending=yes', 'isDescending must be true or false'],
    ['list?page=1&itemsOnPage=1&size=3', 'unknown parameter "size"'],
    ['list_by_name?page=1&itemsOnPage=1', 'name is required'],
    ['list_by_name?page=1&itemsOnPage=1&name=a&filterBy=All', 'filterBy must be one of None, TokenName'],
    ['abc', 'tokenId must be a whole number'],
    ['1.5', 'tokenId must be a whole number'],
    ['-1', 'tokenId must be a whole number'],
    ['99999999999999999999', 'tokenId must be a whole number'],
  ])('refuses %s', (rest, message) => expectRefused(`GET /millicast/${kind}_token/${rest}`, undefined, message));
});

it('refuses a stream id that is none, and token ids that are none', async () => {
  await expectRefused('GET /millicast/publish_token/active?streamId=cam', undefined, 'streamId must be');
  await expectRefused('PATCH /millicast/publish_token/disable', { tokenIds: [] }, 'tokenIds must hold at least one');
  await expectRefused(
    'PATCH /millicast/publish_token/disable',
    { tokenIds: ['1'] },
    'tokenIds.0 must be a whole number',
  );
});

it('refuses more than 16 KB with 413', async () => {
  const { ask, sandbox } = await running();
  const { status, body } = await ask('POST /millicast/publish_token', { ...oneStream, label: 'x'.repeat(17_000) });
  expect([status, body.code]).toEqual([413, 'payload_too_large']);
  expect(sandbox.calls).toEqual([]);
});

describe('any body at all', () => {
  const names = [
    'label',
    'streams',
    'expires',
    'allowedOrigins',
    'bindIpsOnUsage',
    'tracking',
    'tokenId',
    'data',
    'page',
  ];
  const record = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), fc.jsonValue({ maxDepth: 3 }));
  const anyBody = fc.oneof(
    fc.string(),
    fc.json(),
    record.map((fields) => JSON.stringify({ ...oneStream, ...fields })),
  );

  it.each(routes.filter(({ body, provider }) => body !== undefined && provider === 'millicast'))(
    'never crashes $method $path, and is taken or refused in words',
    async ({ method, example }) => {
      const { ask } = await running();
      await fc.assert(
        fc.asyncProperty(anyBody, async (body) => {
          const { status, body: answer } = await ask(`${method} ${example}`, body);
          expect([200, 400, 403, 404]).toContain(status);
          if (status !== 200) expect(answer.error).toMatch(/\w/);
        }),
        { numRuns: 60 },
      );
    },
  );
});
