import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';

/** What of a viewer's request goes on to the origin. */
export interface OriginRequestPolicy {
  /** Lower-case names. */
  readonly headers: ReadonlySet<string>;
  readonly queryStrings: 'all' | 'none';
}

/** Headers that CloudFront itself makes, of those that are made here. */
const CLOUDFRONT_HEADERS = new Set(['cloudfront-viewer-address']);

const Properties = v.strictObject({
  OriginRequestPolicyConfig: v.strictObject({
    Comment: inert,
    CookiesConfig: v.strictObject({ CookieBehavior: v.literal('none') }),
    HeadersConfig: v.variant('HeaderBehavior', [
      v.strictObject({ HeaderBehavior: v.literal('none') }),
      v.strictObject({ HeaderBehavior: v.literal('whitelist'), Headers: v.array(v.string()) }),
    ]),
    Name: inert,
    QueryStringsConfig: v.strictObject({ QueryStringBehavior: v.picklist(['all', 'none']) }),
  }),
});

/** @param id undefined where the behavior has none: then nothing goes on. */
export function readOriginRequestPolicy(
  deployment: Deployment,
  id: string | undefined,
  from: Resource,
): OriginRequestPolicy {
  if (id === undefined) return { headers: new Set(), queryStrings: 'none' };
  const resource = deployment.byRef('AWS::CloudFront::OriginRequestPolicy', id, from);
  const { HeadersConfig, QueryStringsConfig } = resource.properties(Properties).OriginRequestPolicyConfig;
  const listed = HeadersConfig.HeaderBehavior === 'whitelist' ? HeadersConfig.Headers : [];
  const headers = new Set(listed.map((name) => name.toLowerCase()));
  const unknown = [...headers].find((name) => name.startsWith('cloudfront-') && !CLOUDFRONT_HEADERS.has(name));
  if (unknown !== undefined) throw new UnsupportedError(resource, `the header ${unknown}`);
  return { headers, queryStrings: QueryStringsConfig.QueryStringBehavior };
}
