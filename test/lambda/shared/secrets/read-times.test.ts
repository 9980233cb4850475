import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { PROVIDER_TIMES } from '../../../../lambda/interactivity/request-token.ts';
import { MILLICAST_TIMES } from '../../../../lambda/millicast/millicast-api.ts';
import { MOMENTO_TIMES } from '../../../../lambda/momento/momento.ts';
import { RETRY_MS } from '../../../../lambda/shared/secrets/cached.ts';
import { REREAD_MS } from '../../../../lambda/shared/secrets/current-first.ts';
import { FROM_AFAR, NEARBY, type ReadTimes } from '../../../../lambda/shared/secrets/read-times.ts';
import { type ReadSecret, secretReader, secretsManager } from '../../../../lambda/shared/secrets/secrets-manager.ts';

/** Reads from a Secrets Manager that does this with its first, second … request. */
async function readingFrom(times: ReadTimes, ...answers: ((response: ServerResponse) => void)[]): Promise<ReadSecret> {
  let asked = 0;
  const server = createServer((_request, response) => {
    answers[asked]?.(response);
    asked += 1;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  onTestFinished(() => void vi.unstubAllEnvs());
  return secretReader(secretsManager('us-east-1', times), 'a-secret', times);
}

const JSON_TYPE = { 'Content-Type': 'application/x-amz-json-1.1' };
const secret = (response: ServerResponse) =>
  response.writeHead(200, JSON_TYPE).end(JSON.stringify({ SecretString: 'a value', CreatedDate: 1_700_000_000.5 }));
const never = () => {};
const onlyHeaders = (response: ServerResponse) => response.writeHead(200, JSON_TYPE).write('{');

/** None of these waits for its end where all is well. */
const patient = { connectMs: 60_000, attemptMs: 60_000, deadlineMs: 60_000 };

describe('a reading', () => {
  const value = { value: 'a value', createdAt: 1_700_000_000_500 };

  it('from far away has time for all its round trips', async () => {
    const read = await readingFrom(FROM_AFAR, (response) => void setTimeout(() => secret(response), 1_600));
    expect(await read('AWSCURRENT')).toEqual(value);
  });

  it('is tried again where an attempt hangs', async () => {
    // The second attempt must be answered within that time, on a loaded machine, too.
    const read = await readingFrom({ ...patient, attemptMs: 1_000 }, never, secret);
    expect(await read('AWSCURRENT')).toEqual(value);
  });

  it.each([
    ['each attempt hangs', { ...patient, attemptMs: 50 }, [never, never]],
    ['they hang for longer than both may take', { ...patient, deadlineMs: 50 }, [never]],
    ['the answer’s body hangs', { ...patient, deadlineMs: 200 }, [onlyHeaders]],
  ])('ends where %s', async (_what, times, answers) => {
    const read = await readingFrom(times, ...answers);
    await expect(read('AWSCURRENT')).rejects.toThrow();
  });
});

describe('the times', () => {
  /** What of a first reading is work, in ms: measured at 7 % of a core, as 128 MB buys. */
  const WORK_MS = 700;

  it('let a first reading end in one attempt, 500 ms a round trip away', () => {
    expect(3 * 500 + WORK_MS).toBeLessThan(FROM_AFAR.attemptMs - 500);
    // A lost packet is sent again after a second.
    expect(FROM_AFAR.connectMs).toBeGreaterThan(1_000 + 500);
    // Where the first one hangs, the second one reaches the next continent.
    expect(FROM_AFAR.deadlineMs - FROM_AFAR.attemptMs).toBeGreaterThan(3 * 100 + WORK_MS);
  });

  it('leave the guard what it needs beside, of the 5 s that Lambda@Edge gives it', () => {
    expect(FROM_AFAR.deadlineMs).toBeLessThanOrEqual(5_000 - 800);
    // So no request waits for two readings.
    expect(REREAD_MS).toBeGreaterThan(FROM_AFAR.deadlineMs);
    expect(RETRY_MS).toBeGreaterThan(FROM_AFAR.deadlineMs);
  });

  it('leave a function’s provider its own, of the 10 s that both have', () => {
    const momento = MOMENTO_TIMES.deadlineMs + 2 * MOMENTO_TIMES.cacheMs;
    const providers = [PROVIDER_TIMES.deadlineMs, MILLICAST_TIMES.read.deadlineMs, MILLICAST_TIMES.writeMs, momento];
    expect(NEARBY.deadlineMs + Math.max(...providers)).toBeLessThan(10_000);
  });
});
