import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { EDGE_SERVICE, LambdaService } from '../../../local/lambda/lambda-service.ts';
import { deployed } from '../support/assembly.ts';
import { lambdaFunction, smallApp } from '../support/small-app.ts';

const services: LambdaService[] = [];

/** The function `Handler` of the small app, made ready. */
function handlerOf(resource?: object) {
  const showEnvironment = 'export const handler = async () => process.env;';
  const deployment = deployed(smallApp({ handler: showEnvironment, api: resource && { Handler: resource } }));
  const lambda = new LambdaService({
    deployment,
    instancesPerFunction: 1,
    environment: { GREETING: 'good morning', ELSEWHERE: 'not here' },
    edgeEnvironment: { AT_THE_EDGE: 'yes' },
    endpoints: { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1' },
    clock: systemClock,
    log: () => {},
  });
  services.push(lambda);
  const [method] = deployment.resources('AWS::ApiGateway::Method');
  const handler = deployment.resources('AWS::Lambda::Function').find(({ logicalId }) => logicalId === 'Handler');
  if (method === undefined || handler === undefined) throw new Error('the small app has both');
  const arn = handler.attribute('Arn');
  const prepare = (...services: string[]) => lambda.prepare(arn, ['lambda.amazonaws.com', ...services], method);
  return { lambda, arn, prepare };
}

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
});

describe('a function’s environment', () => {
  it('is the template’s, what Lambda sets, and the local services; overrides count where the template has the name', async () => {
    const { lambda, arn, prepare } = handlerOf();
    prepare();
    const result = await lambda.invoke(arn, {});
    expect(result).toMatchObject({
      ok: true,
      payload: {
        GREETING: 'good morning',
        AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_LAMBDA_FUNCTION_NAME: expect.stringContaining('Small-Api-Handler-'),
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_REGION: 'eu-west-1',
        LAMBDA_TASK_ROOT: expect.stringMatching(/asset\.handler$/),
      },
    });
    const environment = (result.ok ? result.payload : {}) as Record<string, string>;
    expect(environment).not.toHaveProperty('ELSEWHERE');
    expect(environment).not.toHaveProperty('AT_THE_EDGE');
    expect(environment).not.toHaveProperty('PATH');
    expect(environment).not.toHaveProperty('HOME');
  });

  it('is, at the edge, also what the runner gives to edge functions alone', async () => {
    const { lambda, arn, prepare } = handlerOf();
    prepare(EDGE_SERVICE);
    expect(await lambda.invoke(arn, {})).toMatchObject({ ok: true, payload: { AT_THE_EDGE: 'yes' } });
  });

  it('has credentials that stand for its role', async () => {
    const { lambda, arn, prepare } = handlerOf();
    const { role, name } = prepare();
    const result = await lambda.invoke(arn, {});
    const { AWS_ACCESS_KEY_ID } = (result.ok ? result.payload : {}) as Record<string, string>;
    expect(lambda.identify(AWS_ACCESS_KEY_ID ?? '')).toEqual({ role, session: name });
    expect(lambda.identify('ASIAOTHER')).toBeUndefined();
  });
});

describe('mayInvoke', () => {
  it('is what the function’s permissions say', () => {
    const { lambda, arn } = handlerOf();
    const apiId = deployed(smallApp()).outputs().ApiId;
    const source = `arn:aws:execute-api:eu-west-1:123456789012:${apiId}/live`;
    expect(lambda.mayInvoke(arn, 'apigateway.amazonaws.com', `${source}/GET/things/{thing}`)).toBe(true);
    expect(lambda.mayInvoke(arn, 'apigateway.amazonaws.com', `${source}/POST/things/{thing}`)).toBe(false);
    expect(lambda.mayInvoke(arn, 'events.amazonaws.com', `${source}/GET/things/{thing}`)).toBe(false);
    expect(lambda.mayInvoke(`${arn}:1`, 'apigateway.amazonaws.com', `${source}/GET/things/{thing}`)).toBe(false);
  });
});

describe('code in the template itself', () => {
  const inline = lambdaFunction('', { Code: { ZipFile: 'exports.handler = async () => __filename;' } });

  it('is run from a file of its own, until the service ends', async () => {
    const { lambda, arn, prepare } = handlerOf(inline);
    prepare();
    const { payload } = (await lambda.invoke(arn, {})) as { payload: string };
    expect(payload).toMatch(/index\.js$/);
    expect(existsSync(payload)).toBe(true);
    await lambda.close();
    expect(existsSync(payload)).toBe(false);
  });
});

describe('a function that can’t be run', () => {
  it.each([
    ['Layers', lambdaFunction('handler.zip', { Layers: ['arn'] })],
    ['VpcConfig', lambdaFunction('handler.zip', { VpcConfig: {} })],
    ['Runtime is "python3.13"', lambdaFunction('handler.zip', { Runtime: 'python3.13' })],
    ['Runtime is "nodejs99.x"', lambdaFunction('handler.zip', { Runtime: 'nodejs99.x' })],
    ['Code.ZipFile', lambdaFunction('handler.zip', { Code: { S3Key: 'handler.zip', ZipFile: '…' } })],
    ['Code.S3Key missing.zip, which is no folder of the assembly', lambdaFunction('missing.zip')],
  ])('says why: %s', (why, resource) => {
    expect(handlerOf(resource).prepare).toThrow(`Small-Api, Handler (AWS::Lambda::Function): ${why}`);
  });

  it('is none that is made for an older Node', () => {
    expect(handlerOf(lambdaFunction('handler.zip', { Runtime: 'nodejs20.x' })).prepare).not.toThrow();
  });
});
