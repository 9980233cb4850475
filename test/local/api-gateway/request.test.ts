import { createServer } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { headersOf, queryOf, readBody } from '../../../local/api-gateway/request.ts';
import { listen } from '../../../local/listen.ts';

const bodies: (string | undefined)[] = [];
const server = await listen(
  createServer(async (message, response) => {
    bodies.push(await readBody(message));
    response.end(JSON.stringify([...headersOf(message)]));
  }),
);
afterAll(server.close);

async function post(body: string, headers: [string, string][] = []) {
  const answer = await fetch(server.url, { method: 'POST', body, headers });
  return new Map((await answer.json()) as [string, { name: string; values: string[] }][]);
}

describe('a request’s body', () => {
  it('is read as UTF-8', async () => {
    await post('grüß ✓');
    expect(bodies.at(-1)).toBe('grüß ✓');
  });

  it('may have 10 MB and no more', async () => {
    await post('x'.repeat(10 * 1024 * 1024));
    expect(bodies.at(-1)).toHaveLength(10 * 1024 * 1024);
    await post('x'.repeat(10 * 1024 * 1024 + 1));
    expect(bodies.at(-1)).toBeUndefined();
  });
});

describe('a request’s headers', () => {
  it('are known by any case of their names; those of the connection are not passed on', async () => {
    const headers = await post('', [['X-Some', 'thing']]);
    expect(headers.get('x-some')).toEqual({ name: expect.stringMatching(/x-some/i), values: ['thing'] });
    for (const name of ['connection', 'content-length', 'transfer-encoding']) expect(headers.has(name)).toBe(false);
  });
});

describe('a request’s query', () => {
  it('is decoded, every value kept in its order', () => {
    expect([...queryOf('?a=1&b=x%20y&a=2&c&d=+&%C3%A4=%E2%9C%93&bad=%zz')]).toEqual([
      ['a', ['1', '2']],
      ['b', ['x y']],
      ['c', ['']],
      ['d', [' ']],
      ['ä', ['✓']],
      ['bad', ['%zz']],
    ]);
    expect(queryOf('').size).toBe(0);
  });
});
