import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRequestsPage } from '../../../commands/start/requests-page/server.ts';
import type { AnsweredRequest } from '../../../local/run-assembly.ts';

const answered: AnsweredRequest = {
  id: 'a',
  at: 0,
  method: 'GET',
  path: '/tokens/7',
  status: 200,
  ms: 20,
  answeredBy: 'function',
  error: undefined,
  headers: { 'x-stagepass-caller': 'client' },
  steps: [
    { part: 'API Gateway', name: 'GET /tokens/{id}', from: 1, ms: 0, outcome: 'to ClientApi', calls: [] },
    {
      part: 'function',
      name: 'TokenFunction',
      from: 2,
      ms: 15,
      outcome: 'answers',
      calls: [{ method: 'POST', origin: 'http://127.0.0.1:5', status: 201, ms: 9 }],
    },
  ],
};

async function page() {
  const services = new Map([['http://127.0.0.1:5', 'the <provider>']]);
  const started = await startRequestsPage({ stage: 'dev', services, port: 0 });
  onTestFinished(() => started.close());
  return started;
}

function ask(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  return new Promise<{ status: number; allows: unknown; body: string }>((resolve, reject) => {
    const sent = request(url, { method, headers }, async (answer) => {
      const allows = answer.headers['access-control-allow-origin'];
      resolve({ status: answer.statusCode ?? 0, allows, body: await text(answer) });
    });
    sent.on('error', reject).end();
  });
}

describe('the page of the last requests', () => {
  it('has each with its way, the newest first', async () => {
    const { url, add } = await page();
    add(answered);
    add({ ...answered, path: '/health', steps: [], status: 401, answeredBy: 'viewer request function' });
    const { status, allows, body } = await ask(`${url}/`);
    expect([status, allows]).toEqual([200, undefined]);
    expect(body.indexOf('GET /health')).toBeLessThan(body.indexOf('GET /tokens/{id}'));
    expect(body).toContain('<strong>function</strong> <span class="route">TokenFunction</span>: answers 15 ms');
    expect(body).toContain('POST the &#60;provider&#62;: 201 9.0 ms');
    expect(body).toContain('stopped by guard');
  });

  it('keeps no more than it shows', async () => {
    const { url, add } = await page();
    for (let at = 1; at <= 201; at++) add({ ...answered, ms: at + 1_000, steps: [] });
    const { body } = await ask(`${url}/`);
    expect(body.match(/<li /g)).toHaveLength(200);
    expect(body).not.toContain('1001 ms');
  });

  it('shows what a client has written as text', async () => {
    const { url, add } = await page();
    add({
      ...answered,
      headers: { 'x-stagepass-caller': 'm?user=%3Cb%3E&issuer=app' },
    });
    const { body } = await ask(`${url}/`);
    expect(body).toContain('m (&#34;&#60;b&#62;&#34;)');
  });

  it('tells of new ones while it is open, each in one line', async () => {
    const { url, add } = await page();
    const event = new Promise<string>((resolve, reject) => {
      request(`${url}/events`, (answer) => {
        answer.setEncoding('utf8').once('data', resolve);
        add({ ...answered, steps: [{ ...(answered.steps[0] as (typeof answered.steps)[0]), outcome: 'a\nb' }] });
      })
        .on('error', reject)
        .end();
    });
    expect(await event).toMatch(/^data: <li [^\n]*a b[^\n]*<\/li>\n\n$/);
  });

  it.each<[string, Readonly<Record<string, string>>, string, number]>([
    ['a name of another’s', { host: 'stagepass.example:80' }, 'GET', 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 'GET', 403],
    [
      'a page of the stage, at another port',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
      'GET',
      403,
    ],
    ['a page with its origin', { origin: 'http://localhost:3000' }, 'GET', 403],
    ['a form', {}, 'POST', 405],
    [
      'a link',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      'GET',
      200,
    ],
  ])('answers %s', async (_, headers, method, expected) => {
    const { url } = await page();
    const { status, allows } = await ask(`${url}/`, headers, method);
    expect([status, allows]).toEqual([expected, undefined]);
  });

  it('takes another port where the one that it prefers is taken', async () => {
    const { port } = await page();
    const other = await startRequestsPage({ stage: 'dev', services: new Map(), port });
    onTestFinished(() => other.close());
    expect(other.port).not.toBe(port);
  });
});
