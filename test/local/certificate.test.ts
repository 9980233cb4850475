import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { notNamedIn, serverCertificate } from '../../local/certificate.ts';
import { listen } from '../../local/listen.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'stagepass-certs-'));
  dirs.push(dir);
  return dir;
}

it('makes one for localhost that a client who trusts it takes', async () => {
  const certificate = await serverCertificate(folder(), Date.now());
  const server = await listen(createServer(certificate, (_, response) => response.end('hello')));
  expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  for (const host of ['127.0.0.1', 'localhost']) {
    const status = await new Promise((resolve, reject) => {
      get(`https://${host}:${server.port}/`, { ca: certificate.cert, agent: false, family: 4 }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      }).on('error', reject);
    });
    expect(status).toBe(200);
  }
  await server.close();
});

it('makes one for other names and addresses, too, and says which one is not for', async () => {
  const names = ['192.0.2.5', '2001:db8::5', 'my-machine.local'];
  const made = await serverCertificate(folder(), Date.now(), names);
  expect(notNamedIn(made, ['localhost', '127.0.0.1', ...names])).toEqual([]);
  expect(notNamedIn(await serverCertificate(folder(), Date.now()), names)).toEqual(names);
});

it('keeps the certificate that it made, with a key that only its owner can read', async () => {
  const dir = join(folder(), 'certs');
  const made = await serverCertificate(dir, Date.now());
  expect(readdirSync(dir).sort()).toEqual(['server.crt', 'server.key']);
  expect(statSync(join(dir, 'server.key')).mode & 0o077).toBe(0);
  expect(await serverCertificate(dir, Date.now())).toEqual(made);
});

it('says which file is missing', async () => {
  const dir = folder();
  await serverCertificate(dir, Date.now());
  rmSync(join(dir, 'server.key'));
  await expect(serverCertificate(dir, Date.now())).rejects.toThrow(/server\.key is missing/);
});

it('says when they don’t belong together, or aren’t PEM', async () => {
  const [dir, other] = [folder(), folder()];
  await serverCertificate(dir, Date.now());
  await serverCertificate(other, Date.now());
  writeFileSync(join(dir, 'server.key'), readFileSync(join(other, 'server.key')));
  await expect(serverCertificate(dir, Date.now())).rejects.toThrow(/server\.key is not the key of .*server\.crt/);
  writeFileSync(join(dir, 'server.crt'), 'no PEM');
  await expect(serverCertificate(dir, Date.now())).rejects.toThrow(/server\.crt can’t be read as PEM/);
});

it('says when it has ended', async () => {
  const dir = folder();
  const { cert } = await serverCertificate(dir, Date.now());
  const end = new X509Certificate(cert).validToDate.getTime();
  await expect(serverCertificate(dir, end - 1)).resolves.toBeDefined();
  await expect(serverCertificate(dir, end)).rejects.toThrow(/server\.crt expired on/);
});
