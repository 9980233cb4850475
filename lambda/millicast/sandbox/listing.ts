import * as v from 'valibot';
import { parse } from './envelope.ts';
import type { Token } from './token.ts';

const PAGE_MAX = 2_147_483_647;
const ITEMS_MAX = 100;

/** The service reads a number that is left out as 0. */
function countUpTo(max: number, name: string) {
  const outside = `The field ${name} must be between 1 and ${max}.`;
  return v.pipe(
    v.optional(v.string(), '0'),
    v.regex(/^-?\d+$/, `The field ${name} must be a whole number.`),
    v.transform(Number),
    v.minValue(1, outside),
    v.maxValue(max, outside),
  );
}

function required(name: string) {
  return v.pipe(v.optional(v.string(), ''), v.regex(/\S/, `The ${name} field is required.`));
}

const paging = {
  page: countUpTo(PAGE_MAX, 'Page'),
  itemsOnPage: countUpTo(ITEMS_MAX, 'ItemsOnPage'),
  sortBy: v.optional(v.picklist(['Name', 'AddedOn'], "The 'SortBy' field cannot be equal to 'Unknown'."), 'Name'),
  isDescending: v.pipe(
    v.optional(v.string(), 'false'),
    v.toLowerCase(),
    v.picklist(['true', 'false'], 'The field IsDescending must be true or false.'),
  ),
};

const filters = ['None', 'TokenName', 'StreamName', 'TokenOrStreamName'] as const;

const List = v.object(paging);
const ListByName = v.object({
  ...paging,
  name: required('Name'),
  filterBy: v.optional(v.picklist(filters, "The 'FilterBy' field cannot be equal to 'Unknown'."), 'TokenOrStreamName'),
});
const ListByCluster = v.object({ ...paging, cluster: required('Cluster') });

/** @throws BadRequest when the query breaks a rule; so do the other lists below. */
export function list(tokens: readonly Token[], query: URLSearchParams): Token[] {
  return pageOf(tokens, parse(List, Object.fromEntries(query)));
}

/** The tokens whose label or stream name contains the text, in upper or lower case. */
export function listByName(tokens: readonly Token[], query: URLSearchParams): Token[] {
  const asked = parse(ListByName, Object.fromEntries(query));
  const holds = (text: string) => text.toLowerCase().includes(asked.name.toLowerCase());
  const byToken = (token: Token) => holds(token.label);
  const byStream = (token: Token) => token.streams.some(({ streamName }) => holds(streamName));
  const by = {
    None: () => true,
    TokenName: byToken,
    StreamName: byStream,
    TokenOrStreamName: (token: Token) => byToken(token) || byStream(token),
  };
  return pageOf(tokens.filter(by[asked.filterBy]), asked);
}

export function listByCluster(tokens: readonly Token[], query: URLSearchParams): Token[] {
  const asked = parse(ListByCluster, Object.fromEntries(query));
  return pageOf(
    tokens.filter(({ originCluster }) => originCluster === asked.cluster),
    asked,
  );
}

/** A page after the last one is empty. The sorting is stable. */
function pageOf(tokens: readonly Token[], asked: v.InferOutput<typeof List>): Token[] {
  const sorted = tokens.toSorted(asked.sortBy === 'Name' ? byName : byAddedOn);
  if (asked.isDescending === 'true') sorted.reverse();
  return sorted.slice((asked.page - 1) * asked.itemsOnPage, asked.page * asked.itemsOnPage);
}

function byName(one: Token, other: Token): number {
  const [a, b] = [one.label.toLowerCase(), other.label.toLowerCase()];
  return a === b ? 0 : a < b ? -1 : 1;
}

function byAddedOn(one: Token, other: Token): number {
  return one.addedOn - other.addedOn;
}
