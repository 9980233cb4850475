import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { operationsIn, TokenQuery } from '../../../lambda/ably/contract.ts';

function issuesOf(query: Record<string, string>): string[] {
  return (v.safeParse(TokenQuery, { clientId: 'ada', ...query }).issues ?? []).map(({ message }) => message);
}

describe('a query for an Ably token', () => {
  it('needs a client id', () => {
    expect(v.safeParse(TokenQuery, {}).issues?.[0].message).toBe('clientId is required');
  });

  it.each(['*', 'a*', '', ' ada', 'a\nb', 'a\u200bb', 'x'.repeat(129)])('refuses the client id %j', (clientId) => {
    expect(issuesOf({ clientId })[0]).toMatch(/^clientId must be/);
  });

  it.each([
    '*',
    'chat:*',
    '',
    '[meta]log',
    '[*]*',
    '[queue]q',
    '[?rewind=1]a',
    ':a',
    'a:',
    'a::b',
    'a\n',
    'x'.repeat(257),
  ])('refuses the channel %j', (channel) => {
    expect(issuesOf({ channel })[0]).toMatch(/^channel must/);
  });

  it.each(['', '*', 'all', 'Publish', 'publish,', ',publish', 'publish, subscribe', 'publish,*', '["publish"]'])(
    'refuses the operations %j',
    (operations) => {
      expect(issuesOf({ operations })[0]).toMatch(/^operations m/);
    },
  );

  it.each(['ttl', 'capability', 'timestamp', 'nonce', 'client_id', 'keyName'])('refuses the parameter %s', (name) => {
    expect(issuesOf({ [name]: '1' })[0]).toContain(`unknown parameter "${name}"`);
  });

  it('reads operations as a list without repetitions', () => {
    const query = v.parse(TokenQuery, { clientId: 'ada', operations: 'publish,subscribe,publish' });
    expect(operationsIn(query)).toEqual(['publish', 'subscribe']);
  });
});
