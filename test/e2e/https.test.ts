import { get } from 'node:https';
import { expect, inject, it } from 'vitest';
import { serverCertificate } from '../../local/certificate.ts';
import { basic, passwords, startForTests } from '../support/stagepass.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const certificate = await serverCertificate(temporaryFolder('certs'), Date.now());
const { stagepass } = await startForTests(inject('assemblyDir'), { certificate });

it('serves the whole way over TLS', async () => {
  expect(stagepass.url).toMatch(/^https:/);
  const authorization = basic('client', passwords.client);
  const status = await new Promise((resolve, reject) => {
    get(`${stagepass.url}/token`, { ca: certificate.cert, agent: false, headers: { authorization } }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    }).on('error', reject);
  });
  expect(status).toBe(200);
});
