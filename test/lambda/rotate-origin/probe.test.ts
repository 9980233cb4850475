import { createServer, type IncomingHttpHeaders } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { probe } from '../../../lambda/rotate-origin/probe.ts';
import { listen } from '../../../local/listen.ts';

async function asked(status: number, headers: Record<string, string> = {}) {
  const got: IncomingHttpHeaders[] = [];
  const server = await listen(
    createServer((request, response) => {
      got.push(request.headers);
      response.writeHead(status, headers).end(status === 204 ? undefined : '{}');
    }),
  );
  onTestFinished(() => server.close());
  return { got, answer: probe({ url: `${server.url}/openapi.json`, caller: 'admin' }, 'the-new-value') };
}

it.each([200, 204, 403])('asks as CloudFront does, and tells that the answer is %i', async (status) => {
  const { got, answer } = await asked(status);
  expect(await answer).toBe(status);
  expect(got).toMatchObject([{ 'x-stagepass-origin': 'the-new-value', 'x-stagepass-caller': 'admin' }]);
});

it('takes the value nowhere else', async () => {
  const { got, answer } = await asked(302, { Location: '/elsewhere' });
  await expect(answer).rejects.toThrow();
  expect(got).toHaveLength(1);
});
