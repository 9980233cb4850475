import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import { get as getOverTls } from 'node:https';
import { connect } from 'node:net';
import type { CloudFrontRequestEvent } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { type Certificate, serverCertificate } from '../../../local/certificate.ts';
import { systemClock } from '../../../local/clock.ts';
import { type OnRequest, startCloudFront } from '../../../local/cloudfront/cloudfront.ts';
import type { Distribution } from '../../../local/cloudfront/distribution.ts';
import type { FunctionSpec } from '../../../local/lambda/function-spec.ts';
import type { InvocationResult } from '../../../local/lambda/protocol.ts';
import { listen } from '../../../local/listen.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { deployed, onlyDistribution } from '../support/assembly.ts';
import { fakeFunctions, functionSpec } from '../support/functions.ts';
import { smallApp } from '../support/small-app.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Parts {
  readonly guard?: (event: CloudFrontRequestEvent) => unknown;
  readonly origin?: RequestListener;
  readonly change?: (distribution: Distribution) => Distribution;
  readonly spec?: FunctionSpec;
  readonly certificate?: Certificate;
  readonly onRequest?: OnRequest;
  readonly isReachable?: (domainName: string) => boolean;
}

const passing = ({ Records: [record] }: CloudFrontRequestEvent) => record?.cf.request;

/** The small distribution before an origin of the test's own. */
async function start({
  guard = passing,
  origin = (_, response) => response.end('well'),
  change = (as) => as,
  spec,
  certificate,
  onRequest,
  isReachable,
}: Parts = {}) {
  const asked: IncomingMessage[] = [];
  const events: CloudFrontRequestEvent[] = [];
  const told: string[] = [];
  const server = await listen(
    createServer((request, response) => {
      asked.push(request);
      origin(request, response);
    }),
  );
  closing.push(server.close);
  const functions = fakeFunctions(async (_arn, event): Promise<InvocationResult> => {
    events.push(event as CloudFrontRequestEvent);
    const answered = guard(event as CloudFrontRequestEvent);
    return answered === 'fail'
      ? { ok: false, error: { errorType: 'Error', errorMessage: 'with its inside out' } }
      : { ok: true, payload: answered };
  }, spec && { spec });
  const distribution = change(onlyDistribution(deployed(smallApp())));
  const cloudFront = await startCloudFront(distribution, functions, () => server.port, systemClock, {
    ...(certificate && { certificate }),
    ...(onRequest && { onRequest }),
    ...(isReachable && { isReachable }),
    told: {
      headers: [],
      onAnswered: ({ method, path, status, answeredBy }) => told.push(`${method} ${path} ${status} ${answeredBy}`),
    },
  });
  closing.push(cloudFront.close);
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await fetch(cloudFront.url + path, init);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  return { ask, asked, events, told, url: cloudFront.url };
}

describe('a request', () => {
  it('goes through the function to the origin, and its answer comes back', async () => {
    const { ask, asked, events } = await start({
      guard: (event) => {
        const request = passing(event);
        return { ...request, uri: '/changed', headers: { ...request?.headers, 'x-caller': [{ value: 'ann' }] } };
      },
      origin: (_, response) => response.writeHead(201, { 'X-Own': '1', 'Set-Cookie': ['a=1', 'b=2'] }).end('made'),
    });
    const { status, headers, text } = await ask('/things?colour=red');
    expect([status, text, headers.get('x-own')]).toEqual([201, 'made', '1']);
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(headers.get('x-cache')).toBe('Miss from cloudfront');
    expect(asked[0]?.url).toBe('/live/changed?colour=red');
    expect(asked[0]?.headers).toMatchObject({
      host: expect.stringMatching(/execute-api\.eu-west-1/),
      'x-caller': 'ann',
      'x-origin': expect.stringContaining('secret'),
      'cloudfront-viewer-address': expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
    expect(events[0]?.Records[0]?.cf).toMatchObject({
      config: {
        distributionDomainName: expect.stringMatching(/\.cloudfront\.net$/),
        eventType: 'viewer-request',
        requestId: headers.get('x-amz-cf-id'),
      },
      request: { clientIp: '127.0.0.1', method: 'GET', uri: '/things', querystring: 'colour=red' },
    });
  });

  it('has its body sent on', async () => {
    const { ask } = await start({ origin: (request, response) => request.pipe(response) });
    expect(await ask('/things', { method: 'POST', body: 'a ✓ body' })).toMatchObject({ status: 200, text: 'a ✓ body' });
  });

  it('is answered by the function when that makes the answer, with no policy on it', async () => {
    const { ask, asked } = await start({
      guard: () => ({
        status: '401',
        statusDescription: 'Unauthorized',
        headers: { 'www-authenticate': [{ key: 'WWW-Authenticate', value: 'Basic' }] },
        body: 'no',
      }),
      change: withPolicy,
    });
    const { status, headers, text } = await ask('/things');
    expect([status, text, headers.get('www-authenticate')]).toEqual([401, 'no', 'Basic']);
    expect(headers.get('x-cache')).toBe('LambdaGeneratedResponse from cloudfront');
    expect(headers.get('x-policy')).toBeNull();
    expect(asked).toEqual([]);
  });

  it('of the origin’s answer gets the policy’s headers, also on an error', async () => {
    const { ask } = await start({ change: withPolicy, origin: (_, response) => response.writeHead(404).end() });
    const { status, headers } = await ask('/things');
    expect([status, headers.get('x-policy'), headers.get('x-cache')]).toEqual([404, 'set', 'Error from cloudfront']);
  });

  it('is refused with a method that isn’t allowed, a GET with a body, or a URL that is too long', async () => {
    const { ask, asked, events, url } = await start({
      change: (distribution) => ({
        ...distribution,
        behaviors: distribution.behaviors.map((behavior) => ({ ...behavior, allowedMethods: new Set(['GET']) })),
      }),
    });
    expect(await ask('/things', { method: 'POST' })).toMatchObject({ status: 403 });
    expect(await getWithBody(url)).toBe(403);
    expect(await ask(`/${'x'.repeat(8_192)}`)).toMatchObject({ status: 413 });
    expect([asked, events]).toEqual([[], []]);
  });

  it('is refused unread when it is no HTTP, or its headers are too long, and the connection ends', async () => {
    const { asked, events, told, url } = await start();
    const headers = `X-Long: ${'x'.repeat(20_480)}`;
    for (const [sent, status] of [
      ['GET / HTTP/1.1\r\nno header\r\n\r\n', 400],
      ['nonsense\r\n\r\n', 400],
      [`GET / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`, 413],
    ] as const) {
      const answer = await rawly(url, sent);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer).toMatch(/\r\nContent-Type: text\/html\r\n/);
      expect(answer).toContain(`<H1>${status} ERROR</H1>`);
    }
    expect(told).toEqual(['  400 CloudFront', '  400 CloudFront', '  413 CloudFront']);
    expect([asked, events]).toEqual([[], []]);
  });

  it('is told also where it is answered before it gets here', async () => {
    const { ask, asked, told } = await start({
      onRequest: (_, response) => {
        response.writeHead(403).end('no');
        return true;
      },
    });
    expect(await ask('/tool/token')).toMatchObject({ status: 403, text: 'no' });
    await expect.poll(() => told).toEqual(['GET /tool/token 403 onRequest']);
    expect(asked).toEqual([]);
  });

  it('by plain HTTP is refused where the distribution is served by TLS, in CloudFront’s own words', async () => {
    const certificate = await serverCertificate(temporaryFolder('certs'), Date.now());
    const { url, asked, told } = await start({ certificate });
    const plain = await fetch(url.replace('https:', 'http:'));
    expect([plain.status, plain.headers.get('content-type')]).toEqual([403, 'text/html']);
    expect(plain.headers.get('x-cache')).toBe('Error from cloudfront');
    expect(await plain.text()).toMatch(/403 ERROR[\s\S]*HTTPS only[\s\S]*Request ID: /);
    expect(asked).toEqual([]);
    await expect.poll(() => told).toEqual(['GET / 403 CloudFront']);
    expect(await overTls(url, certificate)).toBe(200);
  });
});

/** All that comes back for what no client would send; the server ends the connection. */
function rawly(url: string, sent: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(sent));
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
}

function overTls(url: string, { cert }: Certificate): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = getOverTls(`${url}/things`, { ca: cert, agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    });
    asked.on('error', reject);
  });
}

/** `fetch` would not send it. */
function getWithBody(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'GET', headers: { 'content-length': 3 } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject);
    sent.end('abc');
  });
}

function withPolicy(distribution: Distribution): Distribution {
  const responseHeadersPolicy = { cors: undefined, fields: [{ name: 'X-Policy', value: 'set', override: true }] };
  return {
    ...distribution,
    behaviors: distribution.behaviors.map((behavior) => ({ ...behavior, responseHeadersPolicy })),
  };
}

describe('a function at the edge', () => {
  it.each<[string, unknown, number, string]>([
    ['that fails', 'fail', 503, 'LambdaExecutionError from cloudfront'],
    ['that answers nothing', null, 502, 'LambdaValidationError from cloudfront'],
    ['that answers what it may not', { status: '204', body: 'x' }, 502, 'LambdaValidationError from cloudfront'],
  ])('%s is an error of CloudFront’s', async (_what, answer, status, xCache) => {
    const { ask, asked } = await start({ guard: () => answer });
    const answered = await ask('/things');
    expect([answered.status, answered.headers.get('x-cache')]).toEqual([status, xCache]);
    expect(answered.text).not.toContain('inside out');
    expect(asked).toEqual([]);
  });

  it.each([
    ['is not in us-east-1', { region: 'eu-west-1' }],
    ['has environment variables', { environment: { A: 'b' } }],
    ['is built for arm64', { architecture: 'arm64' }],
  ] as const)('that %s is refused at start', async (what, changes) => {
    await expect(start({ spec: functionSpec(changes) })).rejects.toThrow(
      `Small-Edge, Distribution (AWS::CloudFront::Distribution): the edge function It ${what}`,
    );
  });

  it('without a numbered version is refused at start', async () => {
    const change = (distribution: Distribution) => ({
      ...distribution,
      behaviors: distribution.behaviors.map((behavior) => ({
        ...behavior,
        viewerRequestFunction: 'arn:aws:lambda:us-east-1:1:function:it',
      })),
    });
    await expect(start({ change })).rejects.toThrow('which is no numbered version');
  });
});

describe('an origin', () => {
  it('that breaks off is a 502', async () => {
    const { ask } = await start({ origin: (request) => request.socket.destroy() });
    expect(await ask('/things')).toMatchObject({ status: 502 });
  });

  it('without a local service is refused at start', async () => {
    const distribution = onlyDistribution(deployed(smallApp()));
    const functions = fakeFunctions(async () => ({ ok: true, payload: null }));
    await expect(startCloudFront(distribution, functions, () => undefined, systemClock)).rejects.toThrow(
      /the origin [a-z0-9]+\.execute-api/,
    );
  });
});

describe('a port', () => {
  it('that is taken is an error that says what to do', async () => {
    const { url } = await start();
    const distribution = onlyDistribution(deployed(smallApp()));
    const functions = fakeFunctions(async () => ({ ok: true, payload: null }), { spec: functionSpec() });
    const port = Number(new URL(url).port);
    await expect(startCloudFront(distribution, functions, () => 1, systemClock, { port })).rejects.toThrow(
      `port ${port} is taken: stop what listens there, or choose another`,
    );
  });
});

describe('an origin group', () => {
  const SECOND = 'second.example';
  const statuses = new Set([500, 502, 503, 504]);
  /** The small distribution with two origins, told apart by the host that they are asked for. */
  const inTwo = (distribution: Distribution, changes: object = {}): Distribution => ({
    ...distribution,
    behaviors: distribution.behaviors.map((behavior) => ({
      ...behavior,
      allowedMethods: new Set(['GET', 'HEAD', 'OPTIONS']),
      origin: { ...behavior.origin, connectMs: 10, ...changes },
      failover: {
        origin: { ...behavior.origin, domainName: SECOND, customHeaders: new Map([['x-origin', 'of the second']]) },
        statuses,
      },
    })),
  });
  const isSecond = ({ headers }: IncomingMessage) => headers.host === SECOND;
  const firstAnswers =
    (status: number): RequestListener =>
    (request, response) => {
      response.statusCode = isSecond(request) ? 200 : status;
      response.end(isSecond(request) ? 'second' : 'first');
    };

  it.each([...statuses])('asks the second origin where the first one answers %s', async (status) => {
    const { ask, asked } = await start({ change: inTwo, origin: firstAnswers(status) });
    expect(await ask('/things/7?a=1')).toMatchObject({ status: 200, text: 'second' });
    expect(asked.map(({ url }) => url)).toEqual(['/live/things/7?a=1', '/live/things/7?a=1']);
    expect(asked[1]?.headers).toMatchObject({ 'x-origin': 'of the second' });
  });

  it.each([200, 302, 400, 403, 404, 429])('keeps the first origin’s %s', async (status) => {
    const { ask, asked } = await start({ change: inTwo, origin: firstAnswers(status) });
    expect(await ask('/things/7', { redirect: 'manual' })).toMatchObject({ status, text: 'first' });
    expect(asked).toHaveLength(1);
  });

  it.each(['HEAD', 'OPTIONS'])('does so for %s', async (method) => {
    const { ask, asked } = await start({ change: inTwo, origin: firstAnswers(503) });
    expect(await ask('/things/7', { method })).toMatchObject({ status: 200 });
    expect(asked.map((request) => request.method)).toEqual([method, method]);
  });

  it('asks the second origin where the first one can’t be reached', async () => {
    const { ask, asked } = await start({ change: inTwo, isReachable: (domainName) => domainName === SECOND });
    expect(await ask('/things/7')).toMatchObject({ status: 200, text: 'well' });
    expect(asked.map(isSecond)).toEqual([true]);
  });

  it.each<[string, RequestListener]>([
    ['breaks the connection off', (request) => request.socket.destroy()],
    ['is too slow', () => {}],
  ])('asks the second origin where the first one %s', async (_what, fails) => {
    const { ask } = await start({
      change: (distribution) => inTwo(distribution, { readTimeoutMs: 20 }),
      origin: (request, response) => (isSecond(request) ? response.end('second') : fails(request, response)),
    });
    expect(await ask('/things/7')).toMatchObject({ status: 200, text: 'second' });
  });

  it('gives the second origin’s failure to the viewer', async () => {
    const { ask, asked } = await start({
      change: inTwo,
      origin(request, response) {
        response.statusCode = isSecond(request) ? 504 : 500;
        response.end();
      },
    });
    expect((await ask('/things/7')).status).toBe(504);
    expect(asked).toHaveLength(2);
  });

  it('answers 504 where neither can be reached', async () => {
    const { ask } = await start({
      change: (distribution) => {
        const [behavior] = inTwo(distribution).behaviors;
        if (behavior?.failover === undefined) throw new Error('it has no group');
        const origin = { ...behavior.failover.origin, connectMs: 10 };
        return { ...distribution, behaviors: [{ ...behavior, failover: { origin, statuses } }] };
      },
      isReachable: () => false,
    });
    expect((await ask('/things/7')).status).toBe(504);
  });
});
