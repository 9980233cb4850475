import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import type { HeaderField } from './headers.ts';

/** The headers that CloudFront adds to the origin's answers. */
export interface ResponseHeadersPolicy {
  readonly cors: Cors | undefined;
  readonly fields: readonly PolicyField[];
}

/** A header that the policy sets. Without `override`, it is set only if the origin did not send it. */
export interface PolicyField {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

interface Cors {
  /** `*`, or exact origins. */
  readonly allowOrigins: readonly string[];
  readonly allowCredentials: boolean;
  readonly allowMethods: string;
  readonly allowHeaders: string;
  readonly exposeHeaders: string | undefined;
  readonly maxAgeSeconds: number | undefined;
  readonly override: boolean;
}

const Items = v.strictObject({ Items: v.array(v.string()) });
const Override = { Override: v.boolean() };

const Properties = v.strictObject({
  ResponseHeadersPolicyConfig: v.strictObject({
    Comment: inert,
    CorsConfig: v.optional(
      v.strictObject({
        AccessControlAllowCredentials: v.boolean(),
        AccessControlAllowHeaders: Items,
        AccessControlAllowMethods: Items,
        AccessControlAllowOrigins: Items,
        AccessControlExposeHeaders: v.optional(Items),
        AccessControlMaxAgeSec: v.optional(v.number()),
        OriginOverride: v.boolean(),
      }),
    ),
    CustomHeadersConfig: v.optional(
      v.strictObject({ Items: v.array(v.strictObject({ Header: v.string(), Value: v.string(), ...Override })) }),
    ),
    Name: inert,
    SecurityHeadersConfig: v.optional(
      v.strictObject({
        ContentSecurityPolicy: v.optional(v.strictObject({ ContentSecurityPolicy: v.string(), ...Override })),
        ContentTypeOptions: v.optional(v.strictObject(Override)),
        FrameOptions: v.optional(v.strictObject({ FrameOption: v.string(), ...Override })),
        ReferrerPolicy: v.optional(v.strictObject({ ReferrerPolicy: v.string(), ...Override })),
        StrictTransportSecurity: v.optional(
          v.strictObject({
            AccessControlMaxAgeSec: v.number(),
            IncludeSubdomains: v.optional(v.boolean(), false),
            Preload: v.optional(v.boolean(), false),
            ...Override,
          }),
        ),
      }),
      {},
    ),
  }),
});
type Config = v.InferOutput<typeof Properties>['ResponseHeadersPolicyConfig'];

export function readResponseHeadersPolicy(
  deployment: Deployment,
  id: string | undefined,
  from: Resource,
): ResponseHeadersPolicy | undefined {
  if (id === undefined) return undefined;
  const resource = deployment.byRef('AWS::CloudFront::ResponseHeadersPolicy', id, from);
  const config = resource.properties(Properties).ResponseHeadersPolicyConfig;
  const custom = config.CustomHeadersConfig?.Items ?? [];
  return {
    cors: corsOf(config.CorsConfig, resource),
    fields: [
      ...securityFields(config.SecurityHeadersConfig ?? {}),
      ...custom.map(({ Header, Value, Override: override }) => ({ name: Header, value: Value, override })),
    ],
  };
}

function corsOf(config: Config['CorsConfig'], resource: Resource): Cors | undefined {
  if (config === undefined) return undefined;
  const allowOrigins = config.AccessControlAllowOrigins.Items;
  const pattern = allowOrigins.find((origin) => origin !== '*' && origin.includes('*'));
  if (pattern !== undefined) throw new UnsupportedError(resource, `AccessControlAllowOrigins ${pattern}`);
  return {
    allowOrigins,
    allowCredentials: config.AccessControlAllowCredentials,
    allowMethods: config.AccessControlAllowMethods.Items.join(', '),
    allowHeaders: config.AccessControlAllowHeaders.Items.join(', '),
    exposeHeaders: config.AccessControlExposeHeaders?.Items.join(', '),
    maxAgeSeconds: config.AccessControlMaxAgeSec,
    override: config.OriginOverride,
  };
}

function securityFields(config: NonNullable<Config['SecurityHeadersConfig']>): PolicyField[] {
  const { ContentSecurityPolicy, ContentTypeOptions, FrameOptions, ReferrerPolicy, StrictTransportSecurity } = config;
  const strictTransport = StrictTransportSecurity && [
    `max-age=${StrictTransportSecurity.AccessControlMaxAgeSec}`,
    ...(StrictTransportSecurity.IncludeSubdomains ? ['includeSubDomains'] : []),
    ...(StrictTransportSecurity.Preload ? ['preload'] : []),
  ];
  const candidates = [
    ['Strict-Transport-Security', strictTransport?.join('; '), StrictTransportSecurity?.Override],
    ['X-Content-Type-Options', ContentTypeOptions && 'nosniff', ContentTypeOptions?.Override],
    ['Content-Security-Policy', ContentSecurityPolicy?.ContentSecurityPolicy, ContentSecurityPolicy?.Override],
    ['X-Frame-Options', FrameOptions?.FrameOption, FrameOptions?.Override],
    ['Referrer-Policy', ReferrerPolicy?.ReferrerPolicy, ReferrerPolicy?.Override],
  ] as const;
  return candidates.flatMap(([name, value, override]) =>
    value === undefined || override === undefined ? [] : [{ name, value, override }],
  );
}

/** The parts of the viewer's request that CORS depends on. */
export interface CorsRequest {
  readonly method: string;
  readonly origin: string | undefined;
  /** Whether it has `Access-Control-Request-Method`. */
  readonly asksForMethod: boolean;
}

/** The origin's headers with those that the policy adds or replaces. */
export function withPolicy(
  fields: readonly HeaderField[],
  policy: ResponseHeadersPolicy,
  request: CorsRequest,
): HeaderField[] {
  const given = new Set(fields.map(([name]) => name.toLowerCase()));
  const set = [...corsFields(policy.cors, request, given), ...policy.fields].filter(
    ({ name, override }) => override || !given.has(name.toLowerCase()),
  );
  const replaced = new Set(set.map(({ name }) => name.toLowerCase()));
  return [
    ...fields.filter(([name]) => !replaced.has(name.toLowerCase())),
    ...set.map(({ name, value }): HeaderField => [name, value]),
  ];
}

/** No CORS headers for a request without Origin, or from an origin that isn't allowed. */
function corsFields(
  cors: Cors | undefined,
  { method, origin, asksForMethod }: CorsRequest,
  given: ReadonlySet<string>,
): PolicyField[] {
  if (cors === undefined || origin === undefined) return [];
  const anyOrigin = cors.allowOrigins.includes('*');
  if (!anyOrigin && !cors.allowOrigins.includes(origin)) return [];
  // Without override, an origin that sends any CORS header must send all of them.
  if (!cors.override && [...given].some((name) => name.startsWith('access-control-'))) return [];
  const preflight = method === 'OPTIONS' && asksForMethod;
  const values: Record<string, string | undefined> = {
    'Access-Control-Allow-Origin': anyOrigin ? '*' : origin,
    'Access-Control-Allow-Credentials': cors.allowCredentials ? 'true' : undefined,
    'Access-Control-Expose-Headers': preflight ? undefined : cors.exposeHeaders,
    'Access-Control-Allow-Methods': preflight ? cors.allowMethods : undefined,
    'Access-Control-Allow-Headers': preflight ? cors.allowHeaders : undefined,
    'Access-Control-Max-Age': preflight ? cors.maxAgeSeconds?.toString() : undefined,
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value, override: cors.override }],
  );
}
