import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { generate } from 'selfsigned';
import { expect, it, onTestFinished } from 'vitest';
import { interactivityTokenRoute } from '../../../lambda/interactivity/contract.ts';
import { RIGHTS_FILE } from '../../../lambda/shared/rights/rights.ts';
import { writeBundle } from '../../../lib/bundling/bundled-code.ts';
import { regionalRuntime } from '../../../lib/functions/runtime.ts';
import { apiEvent } from '../../support/api-event.ts';
import { rightsOfClient } from '../../support/rights.ts';

const ANSWER = { access_token: 'a'.repeat(60), token_type: 'Bearer', refresh_token: 'r', expires_in: 3_600 };

it('can call by TLS, as it must for AWS and the providers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stagepass-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  const asked: string[] = [];
  const server = createServer({ key, cert }, async (request, response) => {
    asked.push(`${request.headers['x-amz-target'] ?? request.url} ${await text(request)}`);
    if (request.url === '/token') {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(JSON.stringify(ANSWER)));
    } else {
      const keys = JSON.stringify({ consumerKey: 'demo-key', consumerSecret: 'demo-secret' });
      response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ SecretString: keys, CreatedDate: 1_700_000_000.5 }));
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;

  writeBundle('lambda/interactivity', regionalRuntime, folder);
  writeFileSync(join(folder, 'ca.pem'), cert);
  writeFileSync(join(folder, RIGHTS_FILE), JSON.stringify(rightsOfClient()));
  const event = apiEvent(interactivityTokenRoute);
  const program = `
    const { handler } = await import(process.argv[1]);
    process.stdout.write(JSON.stringify(await handler(JSON.parse(process.argv[2]))));
    process.exit();
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program, '--', join(folder, 'index.mjs'), JSON.stringify(event)],
    {
      env: {
        NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
        AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
        SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:a-b1c2d3',
        INTERACTIVITY_TOKEN_URL: `${url}/token`,
        OPTIONS: '{}',
        STAGE: 'test',
        LOG_SUBJECTS: 'false',
      },
    },
  );
  expect(JSON.parse(stdout.split('\n').at(-1) ?? '')).toMatchObject({ statusCode: 200 });
  expect(asked).toEqual([
    expect.stringContaining('secretsmanager.GetSecretValue {'),
    '/token grant_type=client_credentials&expires_in=3600',
  ]);
});
