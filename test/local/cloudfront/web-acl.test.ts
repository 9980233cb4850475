import { describe, expect, it } from 'vitest';
import { webAcl } from '../../../local/cloudfront/web-acl.ts';
import { deployed, onlyDistribution } from '../support/assembly.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { distributionConfig, smallApp } from '../support/small-app.ts';

const answer = { status: 429, fields: [], body: '{}' };

function limitedTo(limit: number, windowSeconds = 300) {
  const clock = new ManualClock();
  const ask = webAcl({ rateRules: [{ limit, windowSeconds, answer }], managedRuleGroups: [] }, () => clock.now());
  return { clock, passes: (clientIp = '192.0.2.1') => ask({ clientIp, fields: [] }) === undefined };
}

describe('a rate-based rule', () => {
  it('lets an address ask as often as the limit says, and refuses what comes beyond', () => {
    const { passes } = limitedTo(3);
    expect(Array.from({ length: 5 }, () => passes())).toEqual([true, true, true, false, false]);
  });

  it('counts each address for itself', () => {
    const { passes } = limitedTo(1);
    expect([passes('192.0.2.1'), passes('192.0.2.2'), passes('192.0.2.1')]).toEqual([true, true, false]);
  });

  it('looks back as far as its window', () => {
    const { clock, passes } = limitedTo(2, 60);
    expect(passes()).toBe(true);
    clock.advance(30_000);
    expect(passes()).toBe(true);
    clock.advance(29_000);
    expect(passes()).toBe(false);
    clock.advance(31_000);
    // The first two are forgotten, the refused one is not.
    expect([passes(), passes()]).toEqual([true, false]);
  });
});

describe('a rate-based rule over a header', () => {
  const header = { name: 'x-key', transform: (value: string) => value.toLowerCase() };
  const scope = { name: 'x-kind', transform: (value: string) => value, start: 'big' };

  function asking(...rateRules: Parameters<typeof webAcl>[0]['rateRules']) {
    const ask = webAcl({ rateRules, managedRuleGroups: [] }, () => 0);
    return (headers: Readonly<Record<string, string>>, clientIp = '192.0.2.1') =>
      ask({ clientIp, fields: Object.entries(headers) })?.status;
  }
  const byHeader = { limit: 1, windowSeconds: 60, answer, header };

  it('counts each value for itself, from whatever address it comes', () => {
    const ask = asking(byHeader);
    const statuses = [ask({ 'X-Key': 'a' }), ask({ 'x-key': 'b' }), ask({ 'X-KEY': 'A' }, '192.0.2.2')];
    expect(statuses).toEqual([undefined, undefined, 429]);
  });

  it('lets through, uncounted, what has no such header or is out of its scope', () => {
    const ask = asking({ ...byHeader, scope });
    const passing: Readonly<Record<string, string>>[] = [
      {},
      {},
      { 'x-key': 'a' },
      { 'x-key': 'a' },
      { 'x-key': 'a', 'x-kind': 'small' },
      { 'x-kind': 'big' },
    ];
    expect(passing.map((headers) => ask(headers))).toEqual(passing.map(() => undefined));
    const counted = { 'x-key': 'a', 'x-kind': 'bigger' };
    expect([ask(counted), ask(counted)]).toEqual([undefined, 429]);
  });

  it('doesn’t count what a rule before it refuses', () => {
    const ask = asking({ limit: 1, windowSeconds: 60, answer: { ...answer, status: 403 } }, { ...byHeader, limit: 2 });
    const statuses = ['1', '1', '1', '2', '3'].map((address) => ask({ 'x-key': 'a' }, address));
    expect(statuses).toEqual([undefined, 403, 403, undefined, 429]);
  });
});

describe('readWebAcl', () => {
  const custom = { CustomResponseBodyKey: 'often', ResponseCode: 429, ResponseHeaders: [{ Name: 'A', Value: 'b' }] };
  const rate = { AggregateKeyType: 'IP', Limit: 100 };
  const rule = {
    Name: 'rate',
    Priority: 0,
    Action: { Block: { CustomResponse: custom } },
    Statement: { RateBasedStatement: rate },
  };
  const TextTransformations = [{ Priority: 0, Type: 'NONE' }];
  const headerKey = { Header: { Name: 'X-Key', TextTransformations } };
  const byHeader = { AggregateKeyType: 'CUSTOM_KEYS', Limit: 100, CustomKeys: [headerKey] };
  const managed = {
    Name: 'core',
    Priority: 1,
    OverrideAction: { Count: {} },
    Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'Core' } },
  };
  const labelled = { ...rule, Name: 'label', Statement: { LabelMatchStatement: { Scope: 'LABEL', Key: 'a' } } };

  /** The small distribution behind a web ACL with these rules. */
  function read(Rules: readonly object[], properties: object = {}) {
    const Acl = {
      Type: 'AWS::WAFv2::WebACL',
      Properties: {
        CustomResponseBodies: { often: { Content: '{"often":true}', ContentType: 'APPLICATION_JSON' } },
        DefaultAction: { Allow: {} },
        Rules,
        Scope: 'CLOUDFRONT',
        ...properties,
      },
    };
    const Properties = { DistributionConfig: { ...distributionConfig(), WebACLId: { 'Fn::GetAtt': ['Acl', 'Arn'] } } };
    const Distribution = { Type: 'AWS::CloudFront::Distribution', Properties };
    return () => onlyDistribution(deployed(smallApp({ edge: { Acl, Distribution } }))).webAcl;
  }

  it('reads the rates it limits to, and names what only AWS can run', () => {
    expect(read([rule, managed, labelled])()).toEqual({
      rateRules: [
        {
          limit: 100,
          windowSeconds: 300,
          answer: {
            status: 429,
            fields: [
              ['Content-Type', 'application/json'],
              ['A', 'b'],
            ],
            body: '{"often":true}',
          },
        },
      ],
      managedRuleGroups: ['Core'],
    });
  });

  it('asks rules in the order of their priorities', () => {
    const first = { ...rule, Priority: 0, Statement: { RateBasedStatement: { ...rate, Limit: 1 } } };
    const limits = read([{ ...rule, Priority: 2 }, first])()?.rateRules.map(({ limit }) => limit);
    expect(limits).toEqual([1, 100]);
  });

  it.each([
    ['a rule of another kind', 'Rules.0', read([{ ...rule, Statement: { GeoMatchStatement: {} } }])],
    [
      'a rate by another key',
      'Rules.0',
      read([{ ...rule, Statement: { RateBasedStatement: { ...rate, AggregateKeyType: 'FORWARDED_IP' } } }]),
    ],
    [
      'a rate by two headers',
      'Rules.0',
      read([{ ...rule, Statement: { RateBasedStatement: { ...byHeader, CustomKeys: [headerKey, headerKey] } } }]),
    ],
    [
      'a rate by a cookie',
      'Rules.0',
      read([{ ...rule, Statement: { RateBasedStatement: { ...byHeader, CustomKeys: [{ Cookie: { Name: 'a' } }] } } }]),
    ],
    [
      'a transformation that it doesn’t know',
      'Rules.0',
      read([
        {
          ...rule,
          Statement: {
            RateBasedStatement: {
              ...byHeader,
              CustomKeys: [{ Header: { Name: 'a', TextTransformations: [{ Priority: 0, Type: 'URL_DECODE' }] } }],
            },
          },
        },
      ]),
    ],
    [
      'a scope other than how a header starts',
      'Rules.0',
      read([{ ...rule, Statement: { RateBasedStatement: { ...rate, ScopeDownStatement: { NotStatement: {} } } } }]),
    ],
    ['a default that blocks', 'DefaultAction', read([rule], { DefaultAction: { Block: {} } })],
    ['a body that isn’t there', 'CustomResponseBodies', read([rule], { CustomResponseBodies: {} })],
  ])('refuses %s', (_what, where, reading) => {
    expect(reading).toThrow(`Small-Edge, Acl (AWS::WAFv2::WebACL): ${where}`);
  });
});
