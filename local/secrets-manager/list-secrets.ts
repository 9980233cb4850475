import * as v from 'valibot';
import { authorizeAny } from './authorize.ts';
import { SecretsManagerError, type SecretsManagerOperation } from './operation.ts';
import type { Secret } from './secret.ts';

const Filter = v.strictObject({
  Key: v.picklist(['name', 'tag-key', 'tag-value']),
  Values: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10)),
});

const Input = v.strictObject({
  Filters: v.optional(v.pipe(v.array(Filter), v.maxLength(10)), []),
  MaxResults: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 100),
  NextToken: v.optional(v.string()),
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html, by name and tags */
export const listSecrets: SecretsManagerOperation = (input, caller, store) => {
  const { Filters, MaxResults, NextToken = '0' } = v.parse(Input, input);
  authorizeAny('secretsmanager:ListSecrets', caller);
  if (!/^\d{1,9}$/.test(NextToken)) {
    throw new SecretsManagerError('InvalidNextTokenException', 'Invalid token');
  }
  const found = store
    .inRegion(caller.region)
    .filter((secret) => Filters.every(({ Key, Values }) => Values.some((value) => matches(secret, Key, value))));
  const from = Number(NextToken);
  const to = from + MaxResults;
  return {
    SecretList: found.slice(from, to).map((secret) => ({
      ARN: secret.arn,
      Name: secret.name,
      Tags: secret.tags,
      CreatedDate: secret.createdAt / 1000,
      PrimaryRegion: store.primaryRegionOf(secret),
    })),
    ...(to < found.length && { NextToken: String(to) }),
  };
};

/** A filter's value matches by prefix, case-sensitively. A `!` before it negates it. */
function matches(secret: Secret, key: v.InferOutput<typeof Filter>['Key'], value: string): boolean {
  if (value.startsWith('!')) return !matches(secret, key, value.slice(1));
  const { name, tags } = secret;
  const texts = {
    name: [name],
    'tag-key': tags.map(({ Key }) => Key),
    'tag-value': tags.map(({ Value }) => Value),
  }[key];
  return texts.some((text) => text.startsWith(value));
}
