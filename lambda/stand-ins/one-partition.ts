/** AWS's own: CloudFront has functions in no other partition. The SDK's list names every region of all of them. */
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
