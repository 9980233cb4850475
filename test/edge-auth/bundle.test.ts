import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CloudFrontRequest, CloudFrontRequestEvent, CloudFrontResultResponse } from 'aws-lambda';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../lib/bundling/bundle.ts';
import { bundleOptions } from '../../lib/bundling/bundled-code.ts';
import { edgeRuntime } from '../../lib/functions/runtime.ts';
import { answered, basic, config, passed, secretValue, viewerRequestEvent } from './support.ts';

/** Lambda@Edge takes 1 MB zipped; what an edge location loads at a cold start should be far below. */
const BUDGET_BYTES = 204_800;

let folder: string;
let bundleFile: string;
let metafile: Metafile;
let secretsManager: Server;
const asked: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guard-'));
  bundleFile = join(folder, 'index.mjs');
  metafile = bundle({ ...bundleOptions('edge-auth', edgeRuntime), outdir: folder, metafile: true }) as Metafile;
  await writeFile(join(folder, 'guard.json'), JSON.stringify(config));
  secretsManager = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    asked.push({
      target: request.headers['x-amz-target'],
      signed: request.headers.authorization?.split('/')[0],
      ...body,
    });
    const found = body.SecretId === 'secret/client' && body.VersionStage === 'AWSCURRENT';
    response.writeHead(found ? 200 : 400, { 'Content-Type': 'application/x-amz-json-1.1' });
    const answer = found
      ? { SecretString: secretValue('client', 'client-pw'), CreatedDate: Date.now() / 1000 }
      : { __type: 'ResourceNotFoundException', Message: 'none' };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => secretsManager.listen(0, '127.0.0.1', listening));
});

afterAll(async () => {
  secretsManager.closeAllConnections();
  secretsManager.close();
  await rm(folder, { recursive: true });
});

/** Runs the bundle in a process of its own, with the variables Lambda@Edge sets and nothing else. */
async function run(
  events: readonly CloudFrontRequestEvent[],
): Promise<(CloudFrontRequest | CloudFrontResultResponse)[]> {
  const program = `
    const { handler } = await import(process.argv[1]);
    const results = [];
    for (const event of JSON.parse(process.argv[2])) results.push(await handler(event));
    process.stdout.write(JSON.stringify(results));
  `;
  const { port } = secretsManager.address() as AddressInfo;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program, '--', bundleFile, JSON.stringify(events)],
    {
      env: {
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
        AWS_SESSION_TOKEN: 'example',
        AWS_REGION: 'ap-southeast-2',
        AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
      },
    },
  );
  // The log's lines come before.
  return JSON.parse(stdout.split('\n').at(-1) ?? '');
}

describe('the guard’s bundle', () => {
  it('is within its size budget', () => {
    const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
    expect(bytes).toBeLessThan(BUDGET_BYTES);
  });

  it('holds no route’s schema and no credentials but the environment’s', () => {
    const inputs = Object.keys(metafile.inputs).filter((input) => !input.startsWith('node_modules/'));
    expect(inputs).toContain('api/route.ts');
    expect(inputs.filter((input) => /^api\/(?:routes|query|tokens|agora|interactivity)\.ts$/.test(input))).toEqual([]);
    const providers = Object.keys(metafile.inputs).filter((input) => input.includes('/credential-provider-'));
    expect(providers).toEqual(['node_modules/@aws-sdk/credential-provider-node/dist-es/index.js']);
    expect(metafile.inputs[providers[0] as string]?.imports.map(({ path }) => path)).toEqual([
      'lambda/shared/settings/environment.ts',
    ]);
  });

  it('reads its configuration beside it and the passwords from Secrets Manager, as Lambda@Edge runs it', async () => {
    const [right, wrong, unknown] = await run(
      [basic('client', 'client-pw'), basic('client', 'wrong'), basic('admin', 'admin-pw')].map((authorization) =>
        viewerRequestEvent({ headers: { authorization } }),
      ),
    );
    expect(right && passed(right).headers['x-stagepass-caller']).toEqual([
      { key: 'x-stagepass-caller', value: 'client' },
    ]);
    expect(wrong && answered(wrong).status).toBe(401);
    expect(unknown && answered(unknown).status).toBe(401);
    const read = { target: 'secretsmanager.GetSecretValue', signed: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE' };
    // Both before the first request; the last one only for the wrong password.
    const ahead = asked.slice(0, 2);
    expect(ahead).toContainEqual({ ...read, SecretId: 'secret/client', VersionStage: 'AWSCURRENT' });
    expect(ahead).toContainEqual({ ...read, SecretId: 'secret/admin', VersionStage: 'AWSCURRENT' });
    expect(asked.slice(2)).toEqual([{ ...read, SecretId: 'secret/client', VersionStage: 'AWSPREVIOUS' }]);
  });
});
