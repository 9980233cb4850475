import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { serverCertificate } from '../../local/certificate.ts';
import { runCommand, testProject } from '../support/command.ts';
import { basic, passwords, startForTests } from '../support/stagepass.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// verify asks dozens of questions.
vi.setConfig({ testTimeout: 120_000 });

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

describe('npx stagepass verify of what npx stagepass start --https serves', () => {
  const { operatorEnvironment } = stagepass;
  const asClient = { CLIENT_PASSWORD: passwords.client };

  /** A project of this configuration. */
  function project(): string {
    const dir = temporaryFolder('project');
    const from = JSON.stringify(pathToFileURL(join(testProject, 'stagepass.config.ts')).href);
    writeFileSync(join(dir, 'stagepass.config.ts'), `export { default } from ${from};`);
    return dir;
  }

  /** The same, with the certificate where npm start has left it. */
  function served(): string {
    const dir = project();
    mkdirSync(join(dir, 'certs'));
    writeFileSync(join(dir, 'certs', 'server.crt'), certificate.cert);
    return dir;
  }

  it('trusts the certificate that was made here', async () => {
    const dir = served();
    const outside = await runCommand('verify', ['--url', stagepass.url], asClient, dir);
    expect(outside).toMatchObject({ code: 0, err: '', out: expect.stringContaining(' 0 failed') });
    const whole = await runCommand('verify', ['--stage', 'dev'], operatorEnvironment, dir);
    expect(whole).toMatchObject({ code: 0, err: '', out: expect.stringContaining(`${stagepass.url}\n`) });
  });

  it('trusts no other, and that one nowhere else', async () => {
    const unknown = await runCommand('verify', ['--url', stagepass.url], asClient, project());
    expect(unknown).toMatchObject({ code: 1, out: expect.stringContaining('self-signed certificate') });

    const elsewhere = createServer(certificate, (_, response) => void response.writeHead(401).end());
    await new Promise<void>((resolve) => void elsewhere.listen(0, '127.0.0.2', resolve));
    onTestFinished(() => void elsewhere.close());
    const url = `https://127.0.0.2:${(elsewhere.address() as { port: number }).port}`;
    const { code, out } = await runCommand('verify', ['--url', url], asClient, served());
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}challenge .*\n.*self-signed certificate/m);
  });
});
