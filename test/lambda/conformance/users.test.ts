import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../api/route.ts';
import { tokenIn } from '../../../api/token-in.ts';
import { providers } from '../../../lambda/providers.ts';
import type { Identity } from '../../../lambda/shared/identity/caller-header.ts';
import type { CallerRights } from '../../../lambda/shared/rights/rights.ts';
import { projectRoot } from '../../../lib/root.ts';
import { captureLog } from '../../support/captured-log.ts';
import { entriesOf, type Input, isNamedInPath, naming, statedOf } from './requests.ts';
import { type Answered, type Provider, type RunningProvider, startSuite } from './running-provider.ts';

/*
 * Signed-in users get tokens of their own and nobody else's, from every provider whose tokens name a user.
 */

const { run } = await startSuite();

/** What terms and parameters are called that name a user. */
const USER_TERM = /^(?:users?|accounts?|identit(?:y|ies)|participants?|members?|(?:user|client|token|tracking)Ids?)$/;
const USER_PARAMETER = /^(?:uid|account|identity|participant_?identity|(?:user|client|token|tracking)_?id)$/i;

const CLAIMS = { user: 'sub', hidden: 'custom:hidden' };

/** Every provider takes it as a part of every name. */
const HIDDEN = 'q7hidden';

/** Callers whose rights limit this term. */
function callersOf(term: string, ada: string): Record<string, Partial<CallerRights>> {
  return {
    fixed: { only: { [term]: ['{user}'] }, claims: CLAIMS },
    several: { only: { [term]: ['{user}', '{user}1'] }, claims: CLAIMS },
    pattern: { only: { [term]: ['{user}*'] }, claims: CLAIMS },
    literal: { only: { [term]: [ada] } },
    claimed: { only: { [term]: ['{hidden}'] }, claims: CLAIMS },
  };
}

function user(name: string, caller = 'fixed', values: Record<string, readonly string[]> = {}): Identity {
  return { caller, user: { name, issuer: 'app', values } };
}

/** All that can be read in a token: by its decoder, and in what of it is base64. */
async function readIn({ id }: Provider, { tokenField }: Route, { body }: Answered, asked: object): Promise<string> {
  const token = tokenIn(body, tokenField) ?? '';
  const { decode } = existsSync(join(projectRoot, 'lambda', id, 'decode.ts'))
    ? await import(`../../../lambda/${id}/decode.ts`)
    : { decode: () => undefined };
  const { rows = [] } = (await decode(token, asked)) ?? {};
  return [JSON.stringify(rows), token, ...unpacked(token)].join('\n');
}

function unpacked(text: string, depth = 0): string[] {
  const parts = depth === 3 ? [] : (text.match(/[\w+/-]{16,}/g) ?? []);
  return parts.flatMap((part) => {
    const inside = Buffer.from(part, 'base64').toString('latin1');
    return [inside, ...unpacked(inside, depth + 1)];
  });
}

describe.each(providers)('the routes of $id', async ({ id, rights, routes }) => {
  const { namesNobody = [] } = await statedOf({ id, rights, routes } as Provider);
  const vending = routes.filter(({ audit, name }) => audit?.vends && !namesNobody.includes(name));

  it('say how their requests name a user, where a term limits users', () => {
    const terms = Object.keys(rights).filter((name) => rights[name]?.kind === 'names' && USER_TERM.test(name));
    for (const { name, user: names } of vending) {
      expect(names === undefined ? [] : [names.term], `${name}: say its user (api/route.ts)`).toEqual(terms);
    }
    for (const name of namesNobody) expect(routes.map((route) => route.name)).toContain(name);
  });

  it('name no user in a parameter that they don’t say', () => {
    for (const { name, user: names, query, params, body } of vending) {
      const said = names === undefined ? [] : [names.field, ...(names.or ?? [])];
      const parameters = [query, params, body].flatMap(entriesOf).filter((each) => USER_PARAMETER.test(each));
      for (const each of parameters) expect(said, `${name}: say its user (api/route.ts)`).toContain(each);
    }
  });
});

describe.each(providers.filter(({ routes }) => routes.some((route) => route.user)))(
  'a user of $id',
  async (provider) => {
    const { users: [ada, bob] = ['ada_of_app', 'bob_of_app'] } = await statedOf(provider);
    const routes = provider.routes.filter((route) => route.user);
    const [term, ...otherTerms] = [...new Set(routes.map((route) => route.user?.term ?? ''))];
    let running: RunningProvider;
    beforeAll(async () => {
      running = await run(provider, { callers: callersOf(term ?? '', ada) });
    });

    const about = (route: Route, { text }: Answered) => `${route.name}: ${text}`;
    const plain = (route: Route): Input => running.requestsOf(route).request({});

    async function refused(route: Route, input: Input, by: string | Identity): Promise<string> {
      const answer = await running.ask(route, input, by);
      expect([answer.status, answer.body.code], about(route, answer)).toEqual([403, 'not_allowed']);
      if (route.method === 'GET') expect((await running.ask(route, input, by, 'HEAD')).status).toBe(403);
      return answer.body.error;
    }

    it('is limited by one term', () => {
      expect(otherTerms).toEqual([]);
      expect(provider.rights[term ?? '']?.kind).toBe('names');
    });

    it('gets their own token, whether the request names them or nobody', async () => {
      captureLog();
      for (const route of routes) {
        const inputs = [
          naming(route, plain(route), ada),
          ...(isNamedInPath(route) ? [] : [naming(route, plain(route))]),
        ];
        for (const input of inputs) {
          const answer = await running.ask(route, input, user(ada));
          expect(answer.status, about(route, answer)).toBe(200);
          const named = naming(route, input, ada);
          const read = await readIn(provider, route, answer, { ...named.query, ...named.params });
          expect(read, route.name).toContain(ada);
          expect(read, route.name).not.toContain('doesn’t match');
        }
      }
    });

    it('never gets a token of another', async () => {
      captureLog();
      for (const route of routes) {
        await refused(route, naming(route, plain(route), bob), user(ada));
        await refused(route, naming(route, plain(route), ada), user(bob));
        if (isNamedInPath(route)) continue;
        const asking = [ada, bob, ada, bob].map((name) => running.ask(route, naming(route, plain(route)), user(name)));
        for (const [at, answer] of (await Promise.all(asking)).entries()) {
          const [own, other] = at % 2 === 0 ? [ada, bob] : [bob, ada];
          const { query, params } = naming(route, plain(route), own);
          const read = await readIn(provider, route, answer, { ...query, ...params });
          expect(read, route.name).toContain(own);
          expect(read, route.name).not.toContain(other);
          expect(read, route.name).not.toContain('doesn’t match');
        }
      }
    });

    it('gets none that is for nobody in particular, where rights leave more than one name', async () => {
      captureLog();
      for (const route of routes.filter((each) => !isNamedInPath(each))) {
        for (const by of [user(ada, 'several'), user(ada, 'pattern'), 'literal']) {
          const answer = await running.ask(route, naming(route, plain(route)), by);
          expect([400, 403], about(route, answer)).toContain(answer.status);
        }
        const named = await running.ask(route, naming(route, plain(route), ada), user(ada, 'several'));
        expect(named.status, about(route, named)).toBe(200);
      }
    });

    it('is refused without the claim that the rights need, by its name', async () => {
      captureLog();
      for (const route of routes) {
        const error = await refused(route, naming(route, plain(route), ada), user(ada, 'claimed'));
        expect(error).toContain('the token’s claim "custom:hidden", which is missing');
        expect(await refused(route, naming(route, plain(route), ada), 'fixed')).toContain('token of a signed-in user');
      }
    });

    it.each(['*', `${HIDDEN}*`, '', `${HIDDEN}\n`, `${HIDDEN}\u200b`])(
      'is refused with the claim %j',
      async (value) => {
        const log = captureLog();
        for (const route of routes) {
          const error = await refused(route, plain(route), user(ada, 'claimed', { hidden: [value] }));
          expect(error).toContain('the token’s claim "custom:hidden" has a value');
          expect(error).not.toContain(HIDDEN);
        }
        expect(log.text()).not.toContain(HIDDEN);
      },
    );
  },
);

const limited = providers.filter(({ rights }) => Object.values(rights).some(({ kind }) => kind === 'names'));

describe.each(limited)('a refusal of $id', (provider) => {
  it('says rights as the configuration does, and no value of a claim: nor does the log', async () => {
    const log = captureLog();
    const names = Object.keys(provider.rights).filter((term) => provider.rights[term]?.kind === 'names');
    const only = (terms: readonly string[]) =>
      Object.fromEntries(terms.map((term) => [term, ['{hidden}', '{hidden}x']]));
    const callers = Object.fromEntries(
      [names, ...names.map((term) => [term])].map((terms, at) => [
        `limited-${at}`,
        { only: only(terms), claims: CLAIMS },
      ]),
    );
    const { askable, ask, requestsOf } = await run(provider, { callers });
    let told = 0;
    for (const route of askable) {
      const { query = {}, ...rest } = requestsOf(route).request({});
      // With each parameter left out, too: some requests are refused for what they don't say.
      const queries = [query, ...Object.keys(query).map((name) => ({ ...query, [name]: undefined }))];
      for (const each of queries) {
        const given = Object.fromEntries(
          Object.entries(each).filter(([, value]) => value !== undefined),
        ) as typeof query;
        for (const caller of Object.keys(callers)) {
          const { status, text } = await ask(
            route,
            { ...rest, query: given },
            user('ada_of_app', caller, { hidden: [HIDDEN] }),
          );
          // A token may well hold it.
          if (status === 200) continue;
          expect(text, `${route.name}, of ${JSON.stringify(callers[caller]?.only)}`).not.toContain(HIDDEN);
          if (text.includes('{hidden}')) told += 1;
        }
      }
    }
    expect(told).toBeGreaterThan(0);
    expect(log.text()).not.toContain(HIDDEN);
  });
});
