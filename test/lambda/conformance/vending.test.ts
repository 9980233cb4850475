import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tokenIn } from '../../../api/token-in.ts';
import { providers } from '../../../lambda/providers.ts';
import { projectRoot } from '../../../lib/root.ts';
import { captureLog } from '../../support/captured-log.ts';
import { Confidential } from '../../support/confidential.ts';
import { exampleOf } from './requests.ts';
import { NOW, startSuite } from './running-provider.ts';

const { run } = await startSuite();

describe.each(providers)('$id', (provider) => {
  const { routes, rights, id } = provider;

  it('has routes that are its own, and say what rights can limit', () => {
    for (const route of routes) {
      expect([route.provider, route.rights], route.name).toEqual([id, rights]);
      expect(route.audit, route.name).toBeDefined();
    }
  });

  it('vends a token with its end for every example, and tells neither token nor keys in its logs', async () => {
    const log = captureLog();
    const running = await run(provider);
    const confidential = new Confidential();
    for (const [owner, value] of Object.entries(running.secrets)) confidential.addFields(owner, value);
    for (const route of routes) {
      // Without a body no token is made: how one is asked for then must be stated.
      const isExample = route.body === undefined;
      const input = isExample ? exampleOf(route) : running.requestsOf(route).request({});
      // That it is an answer of the contract is asserted by whoever asks.
      const { status, body, text } = await running.ask(route, input);
      if (route.audit?.vends) {
        expect(status, `${route.name}: ${text}`).toBe(200);
        expect(Date.parse((body.data ?? body).expiresAt), route.name).toBeGreaterThan(NOW);
        expect(tokenIn(body.data ?? body, route.tokenField), route.name).toMatch(/\S/);
      }
      if (status === 200) confidential.addTokens(route.name, text);
      else expect(confidential.foundIn(text), route.name).toEqual([]);
      expect(confidential.foundIn(log.text()), route.name).toEqual([]);
    }
    expect(log.lines().filter(({ message }) => message === 'vended')).toHaveLength(
      routes.filter(({ audit }) => audit?.vends).length,
    );
  });
});

const decoding = providers.filter(({ id }) => existsSync(join(projectRoot, 'lambda', id, 'decode.ts')));

describe.each(decoding)('the decoder of $id', ({ id, ...provider }) => {
  it('reads what is vended, and in it the same end', async () => {
    captureLog();
    const { decode } = await import(`../../../lambda/${id}/decode.ts`);
    const running = await run({ id, ...provider });
    for (const route of provider.routes.filter(({ method, audit }) => method === 'GET' && audit?.vends)) {
      const input = exampleOf(route);
      const asked = { ...input.params, ...input.query };
      const { body } = await running.ask(route, input);
      const { format, rows } = (await decode(tokenIn(body, route.tokenField) ?? '', asked)) ?? {};
      expect(format, route.name).toMatch(/\S/);
      expect(rows.length, route.name).toBeGreaterThan(0);
      // Times are told with their number, in seconds since 1970; the end is the last.
      const times = rows.flatMap(([, text]: [string, string]) => /\((\d{10})\)$/.exec(text)?.[1] ?? []).map(Number);
      const end = Date.parse(body.expiresAt) / 1000;
      expect(times.length === 0 ? end : Math.max(...times), route.name).toBe(end);
    }
  });
});
