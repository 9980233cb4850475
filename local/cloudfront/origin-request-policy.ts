import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';

/** Which parts of a viewer's request are sent to the origin. */
export interface OriginRequestPolicy {
  readonly headers: ForwardedHeaders;
  readonly queryStrings: 'all' | 'none';
}

/** Lower-case names of the headers that are sent, or of those that are not. `cookie` is one of them. */
export type ForwardedHeaders = ReadonlySet<string> | { readonly allBut: ReadonlySet<string> };

export function isForwarded(headers: ForwardedHeaders, lowerCaseName: string): boolean {
  return 'allBut' in headers ? !headers.allBut.has(lowerCaseName) : headers.has(lowerCaseName);
}

/**
 * AWS's own policy AllViewerExceptHostHeader:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
 */
const ALL_VIEWER_EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** CloudFront's own headers that are supported here. */
const CLOUDFRONT_HEADERS = new Set(['cloudfront-viewer-address']);

const Properties = v.strictObject({
  OriginRequestPolicyConfig: v.strictObject({
    Comment: inert,
    CookiesConfig: v.strictObject({ CookieBehavior: v.picklist(['all', 'none']) }),
    HeadersConfig: v.variant('HeaderBehavior', [
      v.strictObject({ HeaderBehavior: v.literal('none') }),
      v.strictObject({ HeaderBehavior: v.literal('whitelist'), Headers: v.array(v.string()) }),
      v.strictObject({ HeaderBehavior: v.literal('allExcept'), Headers: v.array(v.string()) }),
    ]),
    Name: inert,
    QueryStringsConfig: v.strictObject({ QueryStringBehavior: v.picklist(['all', 'none']) }),
  }),
});

/** @param id undefined if the behavior has no policy: then nothing is sent on. */
export function readOriginRequestPolicy(
  deployment: Deployment,
  id: string | undefined,
  from: Resource,
): OriginRequestPolicy {
  if (id === undefined) return { headers: new Set(), queryStrings: 'none' };
  if (id === ALL_VIEWER_EXCEPT_HOST) return { headers: { allBut: new Set(['host']) }, queryStrings: 'all' };
  const resource = deployment.byRef('AWS::CloudFront::OriginRequestPolicy', id, from);
  const { CookiesConfig, HeadersConfig, QueryStringsConfig } =
    resource.properties(Properties).OriginRequestPolicyConfig;
  const { QueryStringBehavior: queryStrings } = QueryStringsConfig;
  const cookies = CookiesConfig.CookieBehavior === 'all';
  const listed = HeadersConfig.HeaderBehavior === 'none' ? [] : HeadersConfig.Headers.map((name) => name.toLowerCase());
  if (HeadersConfig.HeaderBehavior === 'allExcept') {
    // As API Gateway and S3 do, the origins here need their own host name in Host.
    if (!listed.includes('host')) throw new UnsupportedError(resource, 'all headers, Host among them');
    return { headers: { allBut: new Set([...listed, ...(cookies ? [] : ['cookie'])]) }, queryStrings };
  }
  const unknown = listed.find((name) => name.startsWith('cloudfront-') && !CLOUDFRONT_HEADERS.has(name));
  if (unknown !== undefined) throw new UnsupportedError(resource, `the header ${unknown}`);
  return { headers: new Set([...listed, ...(cookies ? ['cookie'] : [])]), queryStrings };
}
