import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { list, listByCluster, listByName } from '../../../../lambda/millicast/sandbox/listing.ts';
import { NOW } from './running.ts';
import { publishToken, refusedFields } from './tokens.ts';

const tokens = [
  publishToken({ id: 1, label: 'studio', addedOn: NOW + 2, streams: [{ streamName: 'cam-1', isRegex: false }] }),
  publishToken({ id: 2, label: 'Arena', addedOn: NOW + 1, streams: [{ streamName: 'stage', isRegex: false }] }),
  publishToken({ id: 3, label: 'cam van', addedOn: NOW + 1, originCluster: 'ams-1', isActive: false }),
  publishToken({ id: 4, label: 'arena', addedOn: NOW, expiresOn: NOW, streams: [{ streamName: '.*', isRegex: true }] }),
];

const ask = (query: string) => new URLSearchParams(`page=1&itemsOnPage=100&${query}`);
const ids = (found: readonly { id: number }[]) => found.map(({ id }) => id);

describe('a list', () => {
  it.each([
    ['', [2, 4, 3, 1]],
    ['sortBy=Name', [2, 4, 3, 1]],
    ['sortBy=Name&isDescending=true', [1, 3, 4, 2]],
    ['sortBy=AddedOn', [4, 2, 3, 1]],
    ['sortBy=AddedOn&isDescending=True', [1, 3, 2, 4]],
    ['unknown=ignored', [2, 4, 3, 1]],
  ])('sorts: %s', (query, expected) => {
    expect(ids(list(tokens, ask(query)))).toEqual(expected);
  });

  it('gives every token once over its pages, and then nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 250 }), fc.integer({ min: 1, max: 100 }), (count, itemsOnPage) => {
        const many = Array.from({ length: count }, (_, i) => publishToken({ id: i, label: `token ${i % 7}` }));
        const pages = Math.ceil(count / itemsOnPage);
        const page = (number: number) =>
          list(many, new URLSearchParams({ page: `${number}`, itemsOnPage: `${itemsOnPage}` }));
        const seen = Array.from({ length: pages }, (_, i) => page(i + 1)).flat();
        expect(ids(seen).toSorted((one, other) => one - other)).toEqual(ids(many));
        expect(page(pages + 1)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['', ['page', 'itemsOnPage']],
    ['page=0&itemsOnPage=1', ['page']],
    ['page=2147483648&itemsOnPage=1', ['page']],
    ['page=one&itemsOnPage=1', ['page']],
    ['page=1.5&itemsOnPage=1', ['page']],
    ['page=1&itemsOnPage=0', ['itemsOnPage']],
    ['page=1&itemsOnPage=101', ['itemsOnPage']],
    ['page=1&itemsOnPage=-1', ['itemsOnPage']],
    ['page=1&itemsOnPage=1&sortBy=Label', ['sortBy']],
    ['page=1&itemsOnPage=1&isDescending=yes', ['isDescending']],
  ])('refuses %j', (query, fields) => {
    expect(Object.keys(refusedFields(() => list(tokens, new URLSearchParams(query)))).toSorted()).toEqual(
      fields.toSorted(),
    );
  });

  it('words a page that is left out as the service does', () => {
    expect(refusedFields(() => list(tokens, new URLSearchParams()))).toEqual({
      page: 'The field Page must be between 1 and 2147483647.',
      itemsOnPage: 'The field ItemsOnPage must be between 1 and 100.',
    });
  });
});

describe('a list by name', () => {
  it.each([
    ['name=CAM', [3, 1]],
    ['name=cam&filterBy=TokenOrStreamName', [3, 1]],
    ['name=cam-&filterBy=TokenName', []],
    ['name=arena&filterBy=TokenName', [2, 4]],
    ['name=stage&filterBy=StreamName', [2]],
    ['name=cam&filterBy=None', [2, 4, 3, 1]],
  ])('filters: %s', (query, expected) => {
    expect(ids(listByName(tokens, ask(query)))).toEqual(expected);
  });

  it.each([
    ['', 'name', 'The Name field is required.'],
    ['name=', 'name', 'The Name field is required.'],
    ['name=cam&filterBy=Label', 'filterBy', "The 'FilterBy' field cannot be equal to 'Unknown'."],
  ])('refuses %j', (query, field, message) => {
    expect(refusedFields(() => listByName(tokens, ask(query)))).toEqual({ [field]: message });
  });
});

describe('a list by cluster', () => {
  it('gives the tokens of that cluster', () => {
    expect(ids(listByCluster(tokens, ask('cluster=ams-1')))).toEqual([3]);
  });

  it('refuses a cluster that is left out', () => {
    expect(refusedFields(() => listByCluster(tokens, ask('')))).toEqual({ cluster: 'The Cluster field is required.' });
  });
});
