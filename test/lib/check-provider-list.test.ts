import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { query } from '../../api/query.ts';
import type { Route } from '../../api/route.ts';
import { agora } from '../../lambda/agora/provider.ts';
import { routes as contract } from '../../lambda/contract.ts';
import { millicast } from '../../lambda/millicast/provider.ts';
import { momento } from '../../lambda/momento/provider.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { section, wholeNumberOf } from '../../lambda/shared/settings/options.ts';
import { checkProviderList } from '../../lib/config/check-provider-list.ts';
import { termsOfEachKind } from '../support/terms-of-each-kind.ts';

/** What a descriptor may say, past the types of the one that it is made of. */
const changed = (provider: object, change: object) => ({ ...provider, ...change }) as ProviderDescriptor;

const everyStages = contract.filter(({ provider }) => provider === undefined);
const check = (...providers: ProviderDescriptor[]) =>
  checkProviderList(providers, [...providers.flatMap(({ routes }) => routes as readonly Route[]), ...everyStages]);

const [route, ...otherRoutes] = momento.routes;
const withRoute = (change: object) => changed(momento, { routes: [{ ...route, ...change }, ...otherRoutes] });
const [own] = momento.functions;
const withFunction = (change: object) => changed(momento, { functions: [{ ...own, ...change }] });
const others = (variable: string) => ({ apiKey: { ...own.secret.keys.apiKey, variable } });
const withKey = (variable: string) => withFunction({ secret: { ...own.secret, keys: others(variable) } });

/** A second function, in any folder that has one. */
const second = {
  ...own,
  folder: 'openapi',
  construct: 'Rooms',
  secret: { ...own.secret, owner: 'Rooms', keys: others('ROOMS_KEY') },
};
const unfilled = { ...second, secret: { ...second.secret, keys: undefined } };
const made = { ...unfilled, secret: { ...unfilled.secret, madeBy: 'create-rooms' } };

describe('the list of providers', () => {
  it('is refused for none of what it has', () => {
    expect(() => check(agora, millicast, momento)).not.toThrow();
  });

  it.each<[string, ProviderDescriptor, string]>([
    ['an id', changed(momento, { id: 'agora' }), 'provider id agora is there twice: Agora, and Momento'],
    ['a route’s name', withRoute({ name: 'agoraRtc' }), 'route name (a method of the client) agoraRtc is there twice'],
    [
      'a name of every stage’s',
      withRoute({ name: 'health' }),
      'route name (a method of the client) health is there twice',
    ],
    [
      'a path',
      withRoute({ path: '/rtm_token' }),
      'method and path GET /rtm_token is there twice: GET /rtm_token (agoraRtm',
    ],
    ['a folder', withFunction({ folder: 'agora' }), 'function folder agora is there twice'],
    ['a construct', withFunction({ construct: 'Agora' }), 'construct Agora is there twice'],
    ['an owner', withFunction({ secret: { ...own.secret, owner: 'Agora' } }), 'secret owner Agora is there twice'],
    ['a variable', withKey('APP_ID'), 'variable APP_ID is there twice: provider agora, function agora, key appId, and'],
    [
      'a variable of a URL',
      withKey('MILLICAST_API_URL'),
      'variable MILLICAST_API_URL is there twice: provider momento, function momento, key apiKey, and provider millicast, url',
    ],
  ])('ends the synthesis with %s of another’s, on whichever stage', (_what, provider, message) => {
    expect(() => check(agora, millicast, provider)).toThrow(message);
  });

  it.each<[string, ProviderDescriptor, string]>([
    ['a name that is a promise’s', withRoute({ name: 'then' }), 'its name can’t be a method of the client'],
    ['a name that is every object’s', withRoute({ name: 'toString' }), 'its name can’t be a method of the client'],
    ['a client’s path that any may be', withRoute({ path: '/{room}/token' }), 'can’t be told apart by CloudFront'],
    ['an admin’s path below a client’s', withRoute({ path: '/millicast/token' }), 'can’t be told apart by CloudFront'],
    ['a path that the console has', withRoute({ path: '/console' }), 'and the console’s file /console.css can’t'],
    ['a folder of another name', changed(momento, { id: 'stagedoor' }), 'there is no lambda/stagedoor/provider.ts'],
    [
      'options that a new project can’t leave out',
      changed(momento, { configuration: section({ house: v.string('the name of a house') }), starter: undefined }),
      'provider momento: an empty configuration is refused (house: expected a value): give it a starter',
    ],
    [
      'a starter that its options refuse',
      changed(momento, { starter: { configuration: { client: 1 }, placeholders: {} } }),
      'provider momento: its starter is refused (client: expected',
    ],
    ['a function without its entry', withFunction({ folder: 'no-such' }), 'there is no lambda/no-such/handler.ts'],
    ['a route without a function', withFunction({ audiences: ['client'] }), 'no function answers its admin routes'],
    [
      'two secrets that a person fills in',
      changed(momento, {
        functions: [
          { ...own, audiences: ['client'] },
          { ...second, audiences: ['admin'] },
        ],
      }),
      'one of its secrets must have keys that a person fills in, but Momento and Rooms has',
    ],
    [
      'two variables for its URL',
      changed(momento, {
        functions: [
          { ...own, audiences: ['client'] },
          { ...made, audiences: ['admin'], url: { ...own.url, variable: 'ROOMS_URL' } },
        ],
      }),
      'MOMENTO_ENDPOINT and ROOMS_URL both say where it is',
    ],
    ['no secret that a person fills in', withFunction({ secret: { ...own.secret, keys: undefined } }), 'but none has'],
    [
      'a secret that nothing fills',
      changed(momento, {
        functions: [
          { ...own, audiences: ['client'] },
          { ...unfilled, audiences: ['admin'] },
        ],
      }),
      'nothing fills the secret Rooms: give it keys or madeBy',
    ],
    [
      'a command without its file',
      changed(momento, {
        functions: [
          { ...own, audiences: ['client'] },
          { ...made, audiences: ['admin'] },
        ],
      }),
      'there is no lambda/momento/create-rooms.ts (madeBy)',
    ],
    [
      'a default that its option refuses',
      changed(momento, { configuration: section({ seats: v.optional(wholeNumberOf('seats', 2, 9), 1) }) }),
      'the default of its option seats is not one that the option takes: expected a whole number of seats from 2 to 9',
    ],
    [
      'a parameter that chooses projects of its own',
      withRoute({ query: query({ project: v.string() }) }),
      'provider momento: the parameter project of GET /tokens has a name that is for a stage’s projects',
    ],
    [
      'a right of its own to projects',
      changed(momento, { rights: { projects: termsOfEachKind.rooms } }),
      'provider momento: the right projects has a name that is for',
    ],
    [
      'an option for projects of its own',
      changed(momento, { configuration: section({ projects: v.optional(v.string()) }) }),
      'provider momento: the option projects has a name that is for',
    ],
  ])('ends the synthesis with %s', (_what, provider, message) => {
    expect(() => check(agora, millicast, provider)).toThrow(message);
  });

  it('may have options without a default', () => {
    const configuration = section({ seats: wholeNumberOf('seats', 2, 9) });
    const starter = { configuration: { seats: 2 }, placeholders: {} };
    expect(() => check(changed(momento, { configuration, starter }))).not.toThrow();
  });
});
