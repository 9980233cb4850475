import { Duration } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import { securityHeaders } from '../../api/headers.ts';

/** Security headers for every answer: TLS only, no frames, and this Content-Security-Policy. */
export function securityHeadersBehavior(contentSecurityPolicy: string): ResponseSecurityHeadersBehavior {
  return {
    strictTransportSecurity: {
      accessControlMaxAge: Duration.seconds(securityHeaders.strictTransportSecuritySeconds),
      includeSubdomains: true,
      override: true,
    },
    contentTypeOptions: { override: true },
    contentSecurityPolicy: { contentSecurityPolicy, override: true },
    frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
    referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
  };
}
