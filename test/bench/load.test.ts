import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { load } from '../../bench/load.ts';
import { listen } from '../../local/listen.ts';

it('sends the given number of requests, so many at once, and counts every answer', async () => {
  let [asked, underWay, most] = [0, 0, 0];
  const server = await listen(
    createServer(async (_request, response) => {
      asked += 1;
      underWay += 1;
      most = Math.max(most, underWay);
      const nth = asked;
      await new Promise(setImmediate);
      underWay -= 1;
      if (nth === 7) response.destroy();
      else response.writeHead(nth % 10 === 0 ? 503 : 200).end('{}');
    }),
  );
  onTestFinished(() => server.close());
  const { byStatus } = await load({ url: server.url, headers: {}, requests: 50, concurrency: 5 });
  expect(asked).toBe(50);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(5);
  expect(Object.fromEntries(byStatus)).toEqual({ 200: 44, 503: 5, 0: 1 });
});
