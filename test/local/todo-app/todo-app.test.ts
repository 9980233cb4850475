import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningAssembly, runAssembly } from '../../../local/run-assembly.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { unvalidated } from '../../support/unvalidated.ts';
import { todoApp } from './todo-app.ts';

let todo: RunningAssembly;
beforeAll(async () => {
  const assemblyDir = unvalidated(() => todoApp(temporaryFolder('todo')));
  todo = await runAssembly({ assemblyDir });
});
afterAll(() => todo.close());

async function ask(url: string, init: RequestInit = {}) {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

describe('the site of another app', () => {
  it('is in its bucket, with what stands for /', async () => {
    const { status, headers, text } = await ask(`${todo.url}/`);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(text).toContain('<title>To do</title>');
    expect((await ask(`${todo.url}/list.mjs`)).headers.get('content-type')).toBe('text/javascript');
    expect((await ask(`${todo.url}/other.html`)).status).toBe(403);
  });
});

describe('the API of another app', () => {
  const asUser = (user: string, more: RequestInit = {}) => ({
    ...more,
    headers: { authorization: `Bearer ${user}`, cookie: 'theme=dark' },
  });

  it('has code of the template’s own behind it', async () => {
    const { status, headers, text } = await ask(`${todo.url}/api/version`);
    expect([status, headers.get('content-type'), text]).toEqual([200, 'text/plain', 'todo at v2']);
  });

  it('hands on all that a viewer sends, to a function that reads its secret by the SDK', async () => {
    const { status, headers, text } = await ask(
      `${todo.url}/api/lists/ann/milk/and/bread`,
      asUser('ann', { method: 'PUT' }),
    );
    expect(status).toBe(201);
    expect(headers.getSetCookie()).toEqual(['seen=yes', 'list=ann']);
    expect(JSON.parse(text)).toEqual({
      items: ['milk/and/bread'],
      user: 'ann',
      plan: 'free',
      cookie: 'theme=dark',
      keyLength: 32,
    });
    expect(JSON.parse((await ask(`${todo.url}/api/lists/ann/all`, asUser('ann'))).text).items).toHaveLength(1);
  });

  it.each([
    ['without a token', {}, 401],
    ['with a token of another form', { headers: { authorization: 'Basic ann' } }, 401],
    ['with a token that its authorizer doesn’t know', asUser('nobody'), 401],
    ['with somebody else’s', asUser('ben'), 403],
  ])('is closed %s', async (_how, init, status) => {
    expect((await ask(`${todo.url}/api/lists/ann/all`, init)).status).toBe(status);
  });

  it('answers preflights by itself', async () => {
    const { status, headers } = await ask(`${todo.url}/api/lists/ann/milk`, { method: 'OPTIONS' });
    expect(status).toBe(204);
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': 'https://todo.example',
      'access-control-allow-methods': 'GET,PUT',
      'access-control-max-age': '3600',
    });
  });

  it('can be asked past its distributions', async () => {
    const [[name, url] = []] = Object.entries(todo.apis);
    expect(name).toMatch(/^Http/);
    expect(url).toMatch(/\/v2$/);
    expect((await ask(`${url}/api/version`)).text).toBe('todo at v2');
  });
});

it('another distribution of it has an edge function of its own', async () => {
  const [main, old] = Object.entries(todo.distributions);
  expect([main?.[0], main?.[1], old?.[0]]).toEqual([
    expect.stringMatching(/^Main/),
    todo.url,
    expect.stringMatching(/^Old/),
  ]);
  const { status, headers } = await ask(`${old?.[1]}/lists?a=b`);
  expect([status, headers.get('location')]).toEqual([301, 'https://todo.example/lists']);
});

it('its outputs are told as AWS would', () => {
  expect(todo.outputs.Url).toMatch(/^https:\/\/d\w+\.cloudfront\.net$/);
});
