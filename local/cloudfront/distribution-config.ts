import { at, childrenOf, textAt, type XmlElement, xmlElement } from '../xml.ts';

type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value | undefined };

/** The API's names for the members of lists. */
const MEMBERS: Readonly<Record<string, string>> = {
  Aliases: 'CNAME',
  AllowedMethods: 'Method',
  CacheBehaviors: 'CacheBehavior',
  CachedMethods: 'Method',
  CustomErrorResponses: 'CustomErrorResponse',
  CustomHeaders: 'OriginCustomHeader',
  LambdaFunctionAssociations: 'LambdaFunctionAssociation',
  Members: 'OriginGroupMember',
  OriginGroups: 'OriginGroup',
  Origins: 'Origin',
  OriginSslProtocols: 'SslProtocol',
  StatusCodes: 'StatusCode',
};

/** The API's names that differ from those in templates. */
const RENAMED: Readonly<Record<string, string>> = {
  AcmCertificateArn: 'ACMCertificateArn',
  IPV6Enabled: 'IsIPV6Enabled',
  OriginCustomHeaders: 'CustomHeaders',
  OriginSSLProtocols: 'OriginSslProtocols',
  SslSupportMethod: 'SSLSupportMethod',
};

/** Fields that the API always gives for these elements, with their defaults if the template doesn't set them. */
const DEFAULTS: Readonly<Record<string, { readonly [name: string]: Value }>> = {
  CacheBehavior: { LambdaFunctionAssociations: [] },
  CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginKeepaliveTimeout: 5, OriginReadTimeout: 30 },
  DefaultCacheBehavior: { LambdaFunctionAssociations: [] },
  Origin: { OriginAccessControlId: '', OriginCustomHeaders: [], OriginPath: '' },
};

/**
 * A template's DistributionConfig in the form of CloudFront's API: lists have a Quantity and Items, and CachedMethods are
 * inside AllowedMethods.
 */
export function distributionConfig(template: object, callerReference: string): XmlElement {
  const { content } = elementOf('DistributionConfig', template as Value);
  return xmlElement('DistributionConfig', [
    xmlElement('CallerReference', callerReference),
    ...childrenOf({ name: '', content }),
  ]);
}

function elementOf(name: string, given: Value): XmlElement {
  const value = listIn(given);
  if (isList(value)) {
    const member = MEMBERS[name];
    if (member === undefined) throw new Error(`CloudFront’s list ${name} is not known`);
    const items = value.map((item) => elementOf(member, item));
    return xmlElement(name, [
      xmlElement('Quantity', items.length),
      ...(items.length > 0 ? [xmlElement('Items', items)] : []),
    ]);
  }
  if (typeof value !== 'object') return xmlElement(name, value);
  const { CachedMethods, ...others } = { ...DEFAULTS[name], ...value };
  const children = Object.entries(others).flatMap(([key, item]) =>
    item === undefined ? [] : [elementOf(RENAMED[key] ?? key, item)],
  );
  return xmlElement(
    name,
    CachedMethods === undefined ? children : children.map((child) => withCached(child, CachedMethods)),
  );
}

function withCached(child: XmlElement, cached: Value): XmlElement {
  if (child.name !== 'AllowedMethods') return child;
  return xmlElement(child.name, [...childrenOf(child), elementOf('CachedMethods', cached)]);
}

/** Some lists have their Quantity and Items in templates, too. */
function listIn(value: Value): Value {
  return typeof value === 'object' && 'Items' in value && value.Items !== undefined ? value.Items : value;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The custom headers of each origin, by its domain name: value by lower-case name. */
export function customHeadersIn(config: XmlElement): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const origins = childrenOf(at(config, 'Origins', 'Items') ?? xmlElement('Items', []), 'Origin');
  return new Map(
    origins.map((origin) => {
      const headers = childrenOf(at(origin, 'CustomHeaders', 'Items') ?? xmlElement('Items', []));
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

/** For a comparison of everything but custom headers' values. The order counts in lists only. */
export function besidesHeaderValues(config: XmlElement): unknown {
  const children = childrenOf(config);
  if (typeof config.content === 'string') return config.name === 'HeaderValue' ? '' : config.content;
  if (children.length > 0 && children.every(({ name }) => name === children[0]?.name)) {
    return { [children[0]?.name ?? '']: children.map(besidesHeaderValues) };
  }
  const entries = children.map((child): [string, unknown] => [child.name, besidesHeaderValues(child)]);
  return Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other)));
}
