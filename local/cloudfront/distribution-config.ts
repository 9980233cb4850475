import { at, childrenOf, element, textAt, type XmlElement } from '../xml.ts';

type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value | undefined };

/** What the API calls the members of a list. */
const MEMBERS: Readonly<Record<string, string>> = {
  Aliases: 'CNAME',
  AllowedMethods: 'Method',
  CacheBehaviors: 'CacheBehavior',
  CachedMethods: 'Method',
  CustomErrorResponses: 'CustomErrorResponse',
  CustomHeaders: 'OriginCustomHeader',
  LambdaFunctionAssociations: 'LambdaFunctionAssociation',
  Origins: 'Origin',
  OriginSslProtocols: 'SslProtocol',
};

/** Where the API's name is not the template's. */
const RENAMED: Readonly<Record<string, string>> = {
  AcmCertificateArn: 'ACMCertificateArn',
  IPV6Enabled: 'IsIPV6Enabled',
  OriginCustomHeaders: 'CustomHeaders',
  OriginSSLProtocols: 'OriginSslProtocols',
  SslSupportMethod: 'SSLSupportMethod',
};

/** What the API tells of each of these, whether or not the template says it. */
const DEFAULTS: Readonly<Record<string, { readonly [name: string]: Value }>> = {
  CacheBehavior: { LambdaFunctionAssociations: [] },
  CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginKeepaliveTimeout: 5, OriginReadTimeout: 30 },
  DefaultCacheBehavior: { LambdaFunctionAssociations: [] },
  Origin: { OriginAccessControlId: '', OriginCustomHeaders: [], OriginPath: '' },
};

/**
 * A template's DistributionConfig as CloudFront's API tells it: lists have a Quantity and Items, and the methods that may
 * be cached stand among those that are allowed.
 */
export function distributionConfig(template: object, callerReference: string): XmlElement {
  const { content } = elementOf('DistributionConfig', template as Value);
  return element('DistributionConfig', [
    element('CallerReference', callerReference),
    ...childrenOf({ name: '', content }),
  ]);
}

function elementOf(name: string, value: Value): XmlElement {
  if (isList(value)) {
    const member = MEMBERS[name];
    if (member === undefined) throw new Error(`CloudFront’s list ${name} is not known`);
    const items = value.map((item) => elementOf(member, item));
    return element(name, [element('Quantity', items.length), ...(items.length > 0 ? [element('Items', items)] : [])]);
  }
  if (typeof value !== 'object') return element(name, value);
  const { CachedMethods, ...others } = { ...DEFAULTS[name], ...value };
  const children = Object.entries(others).flatMap(([key, item]) =>
    item === undefined ? [] : [elementOf(RENAMED[key] ?? key, item)],
  );
  return element(
    name,
    CachedMethods === undefined ? children : children.map((child) => withCached(child, CachedMethods)),
  );
}

function withCached(child: XmlElement, cached: Value): XmlElement {
  if (child.name !== 'AllowedMethods') return child;
  return element(child.name, [...childrenOf(child), elementOf('CachedMethods', cached)]);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The custom headers of each origin, by its domain name: value by lower-case name. */
export function customHeadersIn(config: XmlElement): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const origins = childrenOf(at(config, 'Origins', 'Items') ?? element('Items', []), 'Origin');
  return new Map(
    origins.map((origin) => {
      const headers = childrenOf(at(origin, 'CustomHeaders', 'Items') ?? element('Items', []));
      return [
        textAt(origin, 'DomainName') ?? '',
        new Map(
          headers.map((header): [string, string] => [
            (textAt(header, 'HeaderName') ?? '').toLowerCase(),
            textAt(header, 'HeaderValue') ?? '',
          ]),
        ),
      ];
    }),
  );
}

/** Elements of one name but the members of a list have an order of no meaning; values of custom headers are left out. */
export function besidesHeaderValues(config: XmlElement): unknown {
  const children = childrenOf(config);
  if (typeof config.content === 'string') return config.name === 'HeaderValue' ? '' : config.content;
  if (children.length > 0 && children.every(({ name }) => name === children[0]?.name)) {
    return { [children[0]?.name ?? '']: children.map(besidesHeaderValues) };
  }
  const entries = children.map((child): [string, unknown] => [child.name, besidesHeaderValues(child)]);
  return Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other)));
}
