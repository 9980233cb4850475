import { describe, expect, it } from 'vitest';
import { webAcl } from '../../../local/cloudfront/web-acl.ts';
import { deployed, onlyDistribution } from '../support/assembly.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { distributionConfig, smallApp } from '../support/small-app.ts';

const answer = { status: 429, fields: [], body: '{}' };

function limitedTo(limit: number, windowSeconds = 300) {
  const clock = new ManualClock();
  const ask = webAcl({ rateRules: [{ limit, windowSeconds, answer }], managedRuleGroups: [] }, () => clock.now());
  return { clock, passes: (clientIp = '192.0.2.1') => ask(clientIp) === undefined };
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

describe('readWebAcl', () => {
  const custom = { CustomResponseBodyKey: 'often', ResponseCode: 429, ResponseHeaders: [{ Name: 'A', Value: 'b' }] };
  const rate = { AggregateKeyType: 'IP', Limit: 100 };
  const rule = {
    Name: 'rate',
    Priority: 0,
    Action: { Block: { CustomResponse: custom } },
    Statement: { RateBasedStatement: rate },
  };
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

  it.each([
    ['a rule of another kind', 'Rules.0', read([{ ...rule, Statement: { GeoMatchStatement: {} } }])],
    [
      'a rate by another key',
      'Rules.0',
      read([{ ...rule, Statement: { RateBasedStatement: { ...rate, AggregateKeyType: 'FORWARDED_IP' } } }]),
    ],
    ['a default that blocks', 'DefaultAction', read([rule], { DefaultAction: { Block: {} } })],
    ['a body that isn’t there', 'CustomResponseBodies', read([rule], { CustomResponseBodies: {} })],
  ])('refuses %s', (_what, where, reading) => {
    expect(reading).toThrow(`Small-Edge, Acl (AWS::WAFv2::WebACL): ${where}`);
  });
});
