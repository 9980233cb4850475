import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Bucket } from '../../../local/s3/bucket.ts';
import { signatureOf, startBucket } from '../../../local/s3/bucket-server.ts';

const READER = 'arn:aws:cloudfront::123456789012:distribution/EXAMPLE';
const root = mkdtempSync(join(tmpdir(), 'stagepass-bucket-'));
const dir = join(root, 'files');
mkdirSync(dir);
writeFileSync(join(dir, 'index.html'), '<p>hello</p>');
writeFileSync(join(dir, 'data.bin'), 'x');
writeFileSync(join(root, 'beside.html'), 'not of the bucket');
const bucket: Bucket = {
  domainName: 'files.s3.us-east-1.amazonaws.com',
  contents: [{ dir, cacheControl: 'max-age=0' }],
  readers: new Set([READER]),
};
const server = await startBucket(bucket);
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, { headers: { authorization: signatureOf(READER) }, ...init });

it('gives a file as it was deployed', async () => {
  const answer = await ask('/index.html');
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/html',
    'cache-control': 'max-age=0',
    etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
  });
  expect(await answer.text()).toBe('<p>hello</p>');
  expect((await ask('/data.bin')).headers.get('content-type')).toBe('binary/octet-stream');
});

it('answers HEAD without the file', async () => {
  const answer = await ask('/index.html', { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '12', '']);
});

it.each([
  ['nobody', '/index.html', {}],
  ['another distribution', '/index.html', { authorization: signatureOf(`${READER}X`) }],
  ['who asks for what isn’t there', '/other.html', { authorization: signatureOf(READER) }],
  ['who asks for a folder', '/', { authorization: signatureOf(READER) }],
  ['who leaves the bucket', '/..%2fbeside.html', { authorization: signatureOf(READER) }],
])('denies %s', async (_who, path, headers: Record<string, string>) => {
  const answer = await ask(path, { headers });
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
});

it('denies what would change it', async () => {
  expect((await ask('/index.html', { method: 'DELETE' })).status).toBe(403);
});
