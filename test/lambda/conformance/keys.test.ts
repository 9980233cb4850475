import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Route } from '../../../api/route.ts';
import { providers } from '../../../lambda/providers.ts';
import type { ProviderSecret } from '../../../lambda/shared/providers/provider.ts';
import { RETRY_MS } from '../../../lambda/shared/secrets/cached.ts';
import { captureLog } from '../../support/captured-log.ts';
import { Confidential } from '../../support/confidential.ts';
import { startSuite, unfilled } from './running-provider.ts';

const { run, advance } = await startSuite();

/** What a field is spoilt to, whatever it holds: a line end of pasting, and every other type. */
function spoilt(value: unknown): unknown[] {
  const asText = typeof value === 'string' ? ['', ' ', `${value}\n`, ` ${value}`, 7] : ['', 'text'];
  return [...asText, true, { value }, [value]];
}

function isOptional({ entries }: ProviderSecret['schema'], field: string): boolean {
  return entries[field]?.type === 'optional';
}

/** Whether the schema leaves what was added, such as the line ends around a PEM: then the keys are the same ones. */
function areSame({ schema }: ProviderSecret, keys: object, others: object): boolean {
  const read = v.safeParse(schema, others);
  return read.success && isDeepStrictEqual(read.output, v.parse(schema, keys));
}

/** Values of a secret that hold no keys, by what is wrong with them. */
function malformed(secret: ProviderSecret, good: string): [what: string, value: string][] {
  const keys = JSON.parse(good) as Record<string, unknown>;
  const fields = Object.entries(keys).flatMap(([field, value]): [string, string][] => {
    const { [field]: _, ...others } = keys;
    const missing: [string, string][] = isOptional(secret.schema, field)
      ? []
      : [[`no ${field}`, JSON.stringify(others)]];
    const wrong = spoilt(value).flatMap((each): [string, string][] => {
      const others = { ...keys, [field]: each };
      if (areSame(secret, keys, others)) return [];
      return [[`${field} of ${JSON.stringify(each)}`, JSON.stringify(others)]];
    });
    return [...missing, ...wrong];
  });
  return [
    ...fields,
    ['nothing', ''],
    ['no object', 'null'],
    ['a list', `[${good}]`],
    ['text in quotes', JSON.stringify(good)],
    ['no JSON', `${good}, and more`],
  ];
}

describe.each(providers.flatMap((provider) => provider.functions.map((described) => ({ provider, described }))))(
  '$described.folder',
  ({ provider, described }) => {
    const { owner } = described.secret;

    it('is not configured while its secret holds no keys, and says nothing of what it holds', async () => {
      const log = captureLog();
      const running = await run(provider, { held: { [owner]: unfilled(described) } });
      const [route] = running.askable.filter((each) => running.functionOf(each) === described);
      const good = running.secrets[owner] ?? '';
      const confidential = new Confidential();
      confidential.addFields(owner, good);
      const ask = () => {
        // How long it is remembered that there are none.
        advance(RETRY_MS);
        return running.ask(route as Route, running.requestsOf(route as Route).request({}));
      };
      for (const [what, value] of [
        ['as the stack makes it', unfilled(described)],
        ...malformed(described.secret, good),
      ]) {
        running.put(owner, value ?? '');
        const { status, body, text } = await ask();
        expect([status, body.code], what).toEqual([503, 'not_configured']);
        expect(confidential.foundIn(text), what).toEqual([]);
      }
      running.put(owner, good);
      expect((await ask()).status).toBe(200);
      expect(log.text()).toContain('not_configured');
      expect(confidential.foundIn(log.text())).toEqual([]);
    });

    it('is unavailable while its secret can’t be read, and says nothing of why', async () => {
      const log = captureLog();
      const running = await run(provider, { held: { [owner]: undefined } });
      for (const route of running.askable.filter((each) => running.functionOf(each) === described)) {
        const { status, body, text } = await running.ask(route, running.requestsOf(route).request({}));
        expect([status, body.code], route.name).toEqual([503, 'unavailable']);
        expect(text).not.toMatch(/arn:|AccessDenied/);
      }
      expect(log.text()).toContain('AccessDenied');
    });
  },
);
