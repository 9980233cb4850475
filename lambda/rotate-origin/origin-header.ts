import {
  type CloudFrontClient,
  type DistributionConfig,
  GetDistributionCommand,
  GetDistributionConfigCommand,
  UpdateDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import { RotationError } from '../shared/rotation/rotation.ts';

/** A header that the distribution adds to its requests to origins. */
export interface OriginHeader {
  /** Whether the configuration has this value at every origin with the header. */
  is(value: string): Promise<boolean>;
  /** Sets the value at every origin with the header, and changes nothing else. */
  set(value: string): Promise<void>;
  /** Whether all edge locations send this value already. */
  state(value: string): Promise<'deployed' | 'in progress' | 'another value'>;
}

/** Others, such as a deployment, may change the distribution at the same time. */
const ATTEMPTS = 5;

const CHANGED_MEANWHILE = new Set(['PreconditionFailed', 'InvalidIfMatchVersion']);

export function originHeader(client: CloudFrontClient, distributionId: string, name: string): OriginHeader {
  async function read() {
    const { DistributionConfig, ETag } = await client.send(new GetDistributionConfigCommand({ Id: distributionId }));
    if (DistributionConfig === undefined) throw new RotationError('the distribution has no configuration');
    return { config: DistributionConfig, etag: ETag };
  }

  return {
    is: async (value) => hasHeader((await read()).config, name, value),
    async set(value) {
      for (let attempt = 1; ; attempt += 1) {
        const { config, etag } = await read();
        if (hasHeader(config, name, value)) return;
        const changed = withHeader(config, name, value);
        const update = new UpdateDistributionCommand({
          Id: distributionId,
          IfMatch: etag,
          DistributionConfig: changed,
        });
        try {
          await client.send(update);
          return;
        } catch (error) {
          const mayPass = error instanceof Error && CHANGED_MEANWHILE.has(error.name);
          if (!mayPass || attempt === ATTEMPTS) throw error;
        }
      }
    },
    async state(value) {
      // Value and status come from one call, so they belong together.
      const { Distribution } = await client.send(new GetDistributionCommand({ Id: distributionId }));
      const config = Distribution?.DistributionConfig;
      if (config === undefined || !hasHeader(config, name, value)) return 'another value';
      return Distribution?.Status === 'Deployed' ? 'deployed' : 'in progress';
    },
  };
}

/** @throws RotationError when no origin has the header: it must be the wrong distribution. */
export function hasHeader(config: DistributionConfig, name: string, value: string): boolean {
  const headers = (config.Origins?.Items ?? []).flatMap((origin) => origin.CustomHeaders?.Items ?? []);
  const values = headers.filter(({ HeaderName }) => isName(HeaderName, name)).map(({ HeaderValue }) => HeaderValue);
  if (values.length === 0) throw new RotationError('no origin of the distribution has the header');
  return values.every((found) => found === value);
}

export function withHeader(config: DistributionConfig, name: string, value: string): DistributionConfig {
  return {
    ...config,
    Origins: config.Origins && {
      ...config.Origins,
      Items: config.Origins.Items?.map((origin) => ({
        ...origin,
        CustomHeaders: origin.CustomHeaders && {
          ...origin.CustomHeaders,
          Items: origin.CustomHeaders.Items?.map((header) =>
            isName(header.HeaderName, name) ? { ...header, HeaderValue: value } : header,
          ),
        },
      })),
    },
  };
}

/** Header names are case-insensitive. */
function isName(found: string | undefined, name: string): boolean {
  return found?.toLowerCase() === name.toLowerCase();
}
