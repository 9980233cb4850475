import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { StageInput } from '../../lib/config/stage.ts';
import { fullStage, operatedStage, templates } from '../support/synth.ts';

const domain = operatedStage.domain as NonNullable<StageInput['domain']>;

describe('a domain of one’s own', () => {
  const { edge } = templates({ ...fullStage, domain });

  it('is the distribution’s name, with TLS 1.2 or newer', () => {
    edge.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['tokens.example.com'],
        ViewerCertificate: {
          AcmCertificateArn: domain.certificateArn,
          MinimumProtocolVersion: 'TLSv1.2_2025',
          SslSupportMethod: 'sni-only',
        },
      },
    });
  });

  it.each(['A', 'AAAA'])('has an %s record in the zone', (Type) => {
    edge.hasResourceProperties('AWS::Route53::RecordSet', {
      Type,
      Name: 'tokens.example.com.',
      HostedZoneId: 'Z0123456789ABC',
      AliasTarget: Match.objectLike({
        DNSName: { 'Fn::GetAtt': [Match.stringLikeRegexp('Distribution'), 'DomainName'] },
      }),
    });
  });

  it('is what clients are told to call', () => {
    edge.hasOutput('Url', { Value: 'https://tokens.example.com' });
    expect(JSON.stringify(edge.findOutputs('TryIt'))).toContain("'https://tokens.example.com/access_token?");
  });

  it('says where to lead it when its zone is elsewhere', () => {
    const { edge: elsewhere } = templates({ ...fullStage, domain: { ...domain, hostedZone: undefined } });
    elsewhere.resourceCountIs('AWS::Route53::RecordSet', 0);
    elsewhere.hasOutput('DomainTarget', {
      Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('Distribution'), 'DomainName'] },
    });
    expect(edge.findOutputs('DomainTarget')).toEqual({});
  });
});

describe('a stage without a domain', () => {
  it('has CloudFront’s', () => {
    const { edge } = templates(fullStage);
    edge.resourceCountIs('AWS::Route53::RecordSet', 0);
    edge.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { Aliases: Match.absent(), ViewerCertificate: Match.absent() },
    });
  });
});
