/**
 * The partition `aws` only: CloudFront has functions in no other. The SDK's own list has all regions of all partitions.
 */
export const partitionsInfo = {
  version: '1.1',
  partitions: [
    {
      id: 'aws',
      regionRegex: '.',
      regions: {},
      outputs: {
        name: 'aws',
        dnsSuffix: 'amazonaws.com',
        dualStackDnsSuffix: 'api.aws',
        implicitGlobalRegion: 'us-east-1',
        supportsDualStack: true,
        supportsFIPS: true,
      },
    },
  ],
};
