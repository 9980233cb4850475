import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { rowOf } from '../../../commands/verify/check.ts';
import { outsideChecks } from '../../../commands/verify/outside.ts';
import { paceBelow, type Wait } from '../../../commands/verify/pace.ts';
import { clientOpenApiRoute } from '../../../lambda/openapi/contract.ts';
import type { UsageLimit } from '../../../lib/config/caller.ts';

/** An API’s bucket of one request, which fills with the time that somebody waits. */
const limit = { rate: 2, burst: 1 };
let bucket = 1;
let refused = 0;
const server = createServer(({ headers }, response) => {
  const isRefused = headers.authorization !== undefined && bucket < 1;
  if (isRefused) refused += 1;
  else if (headers.authorization !== undefined) bucket -= 1;
  response.writeHead(isRefused ? 429 : 200, { 'cache-control': 'no-store' }).end('{}');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => server.close());
const wait: Wait = async (milliseconds) => {
  bucket += (milliseconds / 1000) * limit.rate;
};

/** A check that asks a caller’s requests at once, of a stage whose caller has this limit. */
async function rowWith(known: UsageLimit | undefined) {
  bucket = 1;
  refused = 0;
  const checks = outsideChecks(
    {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      apis: [],
      caller: { name: 'shop', authorization: 'Basic eA==', audience: 'client', perUser: undefined, limit: known },
      callers: [],
      withPassword: 'shop',
      takesTokens: false,
      routes: [clientOpenApiRoute],
      examplesOf: () => [],
      allowedOrigins: [],
      throttling: { rate: 100, burst: 200 },
    },
    wait,
  );
  const noStore = checks.find(({ name }) => name === 'no-store');
  return noStore && rowOf(noStore);
}

it('asks no faster than the caller’s own limit lets it', async () => {
  expect(await rowWith(limit)).toMatchObject({ result: 'PASS' });
  expect(refused).toBe(0);
});

it('says whose limit it was where a request was one too many', async () => {
  const row = await rowWith({ quota: { requests: 1, per: 'day' } });
  expect(row?.why).toMatch(/^429: shop has a limit of its own.* ask as another with --client$/);
});

it.each<[string, UsageLimit[], number[]]>([
  ['no limit', [], []],
  ['limits that let all through at once', [{ rate: 100, burst: 200 }, { quota: { requests: 9, per: 'day' } }], []],
  ['the lower of two', [{ rate: 5, burst: 10 }, { rate: 50 }], [250, 250]],
])('waits for %s as long as it must', async (_what, limits, waits) => {
  const waited: number[] = [];
  const turn = paceBelow(limits, async (milliseconds) => waited.push(milliseconds));
  for (let asked = 0; asked < 3; asked++) await turn();
  expect(waited.slice(0, 2)).toEqual(waits);
});
