import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { startFarServices } from '../../../bench/cold/far-services.ts';
import { listen } from '../../../local/listen.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

it('puts TLS and the way before servers of this machine, and notes what happened on it', async () => {
  const server = await listen(createServer((_request, response) => response.end('{"from":"the server"}')));
  onTestFinished(() => server.close());
  const far = await startFarServices(temporaryFolder('far'));
  onTestFinished(() => far.close());

  const variables = { URL: `${server.url}/path`, URLS: `{"eu":"${server.url}"}`, PLAIN: server.url, OTHER: 'value' };
  const moved = await far.environment(variables, 1, new Set(['PLAIN']));
  expect(moved).toEqual({
    URL: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/path$/),
    URLS: expect.stringMatching(/^\{"eu":"https:\/\/127\.0\.0\.1:\d+"\}$/),
    PLAIN: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    OTHER: 'value',
  });
  expect(moved.PLAIN).not.toBe(server.url);
  expect(await far.takeMarks()).toEqual([]);

  const ca = readFileSync(far.trust.environment.SSL_CERT_FILE ?? '');
  const answer = await new Promise((resolve, reject) => {
    request(moved.URL ?? '', { ca, agent: false }, (response) => resolve(json(response)))
      .on('error', reject)
      .end();
  });
  expect(answer).toEqual({ from: 'the server' });
  const [connection, ...others] = await far.takeMarks();
  expect(others).toEqual([]);
  expect(connection?.exchanges).toHaveLength(1);
  const [exchange] = connection?.exchanges ?? [];
  const order = [
    connection?.openedAt,
    connection?.connectedAt,
    connection?.securedAt,
    exchange?.sentAt,
    exchange?.answeredAt,
  ];
  expect(order).toEqual(order.toSorted((a, b) => Number(a) - Number(b)));
  expect(await far.takeMarks()).toEqual([]);
});
