import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunAssemblyOptions, type RunningAssembly, runAssembly } from '../../local/run-assembly.ts';
import { writeAssembly } from './support/assembly.ts';
import { ManualClock } from './support/manual-clock.ts';
import { changed, role, type SmallAppOptions, smallApp } from './support/small-app.ts';

const running: RunningAssembly[] = [];
afterEach(async () => {
  for (const assembly of running.splice(0)) await assembly.close();
});

async function start(app: SmallAppOptions = {}, options: Partial<RunAssemblyOptions> = {}): Promise<RunningAssembly> {
  const assembly = await runAssembly({ assemblyDir: writeAssembly(smallApp(app)), ...options });
  running.push(assembly);
  return assembly;
}

async function get(url: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { headers });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

describe('a small assembly', () => {
  it('is served as AWS would: through the guard, the authorizer and the function', async () => {
    const { url } = await start();
    const { status, body } = await get(`${url}/things/a%2Fb?colour=red`, {
      'x-origin': 'guess',
      'x-caller': 'mallory',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      resource: '/things/{thing}',
      path: '/things/a%2Fb',
      pathParameters: { thing: 'a/b' },
      queryStringParameters: { colour: 'red' },
      multiValueHeaders: {
        'X-Caller': ['ann'],
        'x-origin': ['right'],
        'CloudFront-Viewer-Address': [expect.stringMatching(/^127\.0\.0\.1:\d+$/)],
      },
      requestContext: { authorizer: { principalId: 'cloudfront', caller: 'ann', number: '7' }, stage: 'live' },
    });
  });

  it('has its origin closed to all but CloudFront', async () => {
    const { apis } = await start();
    const { status, body } = await get(`${apis.Api}/things/7?colour=red`, { 'x-origin': 'guess', 'X-Caller': 'ann' });
    expect([status, body]).toMatchObject([403, { error: 'closed' }]);
    expect(await get(`${apis.Api}/things/7?colour=red`)).toMatchObject({ status: 401 });
  });

  it('tells its outputs', async () => {
    const { outputs } = await start();
    expect(outputs).toEqual({ ApiId: expect.stringMatching(/^[a-z0-9]{10}$/), OriginSecretName: 'small/origin' });
  });

  it('takes secrets by the output that names them', async () => {
    const { url, secretsManager } = await start({}, { secrets: { OriginSecretName: (value) => `not ${value}` } });
    expect(secretsManager.get('OriginSecretName')).toBe('not right');
    expect(secretsManager.get('OriginSecretName', 'AWSPREVIOUS')).toBeUndefined();
    // CloudFront has the value that was there at the start, and the authorizer wants another.
    expect(await get(`${url}/things/7?colour=red`)).toMatchObject({ status: 403 });
    await expect(start({}, { secrets: { Nothing: 'x' } })).rejects.toThrow('no stack has an output Nothing');
  });

  it('refuses what can’t be run, and leaves nothing running', async () => {
    const refused = changed('Small-Edge', 'GuardVersion', { FunctionName: 'nobody' });
    await expect(start({ edge: refused })).rejects.toThrow(
      'Small-Edge, Distribution (AWS::CloudFront::Distribution): the function arn:aws:lambda:us-east-1:123456789012:function:nobody:1',
    );
  });
});

/** Reads a secret with nothing but the protocol, and says what came. */
const READ_SECRET = `export const handler = async () => {
  const { AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL_SECRETS_MANAGER } = process.env;
  console.log('asking');
  const answer = await fetch(AWS_ENDPOINT_URL_SECRETS_MANAGER, {
    method: 'POST',
    headers: {
      Authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/20260101/us-east-1/secretsmanager/aws4_request',
      'X-Amz-Target': 'secretsmanager.GetSecretValue',
    },
    body: JSON.stringify({ SecretId: 'small/origin' }),
  });
  return { statusCode: answer.status, body: await answer.text() };
};`;

describe('a function that reads a secret', () => {
  const grant = {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: { 'Fn::Sub': `arn:aws:secretsmanager:us-east-1:\${AWS::AccountId}:secret:small/origin-??????` },
  };

  it('may, when its role grants it in the template', async () => {
    const { url, secretsManager } = await start({ handler: READ_SECRET, api: { Role: role([grant]) } });
    expect(await get(`${url}/things/7?colour=red`)).toMatchObject({ status: 200, body: { SecretString: 'right' } });
    secretsManager.put('small/origin', 'new');
    expect(await get(`${url}/things/7?colour=red`)).toMatchObject({ body: { SecretString: 'new' } });
    secretsManager.fail('down');
    expect(await get(`${url}/things/7?colour=red`)).toMatchObject({ status: 500 });
  });

  it('may not, when its role doesn’t', async () => {
    const { url } = await start({ handler: READ_SECRET });
    expect(await get(`${url}/things/7?colour=red`)).toMatchObject({
      status: 400,
      body: { __type: 'AccessDeniedException' },
    });
  });

  it('keeps the lines that functions write', async () => {
    const told: string[] = [];
    const { url, logs } = await start({ handler: READ_SECRET }, { onLog: ({ text }) => told.push(text) });
    await get(`${url}/things/7?colour=red`);
    expect(logs).toEqual([{ function: 'Handler', stream: 'stdout', text: 'asking' }]);
    expect(told).toEqual(['asking']);
  });
});

describe('a running assembly', () => {
  const COUNT = 'let calls = 0; export const handler = async () => ({ statusCode: 200, body: String(++calls) });';

  it('keeps its functions between requests, until a cold start', async () => {
    const { url, coldStart } = await start({ handler: COUNT });
    expect((await get(`${url}/things/7?colour=red`)).body).toBe(1);
    expect((await get(`${url}/things/7?colour=red`)).body).toBe(2);
    await coldStart();
    expect((await get(`${url}/things/7?colour=red`)).body).toBe(1);
  });

  it('throttles by the clock that it is given', async () => {
    const clock = new ManualClock();
    const { url } = await start({ handler: COUNT }, { clock });
    const statuses = [];
    for (let at = 0; at < 4; at += 1) statuses.push((await get(`${url}/things/7?colour=red`)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    clock.advance(1_000);
    expect((await get(`${url}/things/7?colour=red`)).status).toBe(200);
  });

  it('ends all of it', async () => {
    const { url, apis, secretsManager, close } = await start();
    await get(`${url}/things/7?colour=red`);
    await close();
    for (const address of [url, apis.Api ?? '', secretsManager.url]) {
      await expect(fetch(address)).rejects.toThrow('fetch failed');
    }
  });

  it('leaves no process behind, however it ends', async () => {
    // The function holds a connection for as long as it lives.
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const handler = `import { connect } from 'node:net'; connect(${port}, '127.0.0.1'); export const handler = async () => ({ statusCode: 200 });`;
    const runner = fork(
      fileURLToPath(new URL('./support/runner.ts', import.meta.url)),
      [writeAssembly(smallApp({ handler }))],
      {
        execArgv: [],
      },
    );
    const [url] = (await once(runner, 'message')) as [string];
    const connected = once(server, 'connection');
    await fetch(`${url}/things/7?colour=red`);
    const [func] = (await connected) as [Socket];
    const gone = once(func.on('error', () => {}).resume(), 'close');
    runner.kill('SIGKILL');
    await gone;
    server.close();
  });
});
