const within = (folder: string, files: readonly string[]) => files.map((file) => `${folder}/${file}`);

/** A module, by its file below node_modules → the file of lambda/stand-ins/ that takes its place in every bundle. */
export const standIns: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node/dist-es/index.js': 'environment-credentials.ts',
  '@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js': 'no-config-files.ts',
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js': 'one-partition.ts',
  ...Object.fromEntries(
    within('axios/lib/helpers', [
      'AxiosTransformStream.js',
      'AxiosURLSearchParams.js',
      'Http2Sessions.js',
      'estimateDataURLDecodedBytes.js',
      'formDataToStream.js',
      'fromDataURI.js',
      'readBlob.js',
      'shouldBypassProxy.js',
    ]).map((file) => [file, 'no-part-of-axios.ts']),
  ),
  '@gomomento/generated-types/dist/index.js': 'momento-services.ts',
  '@grpc/grpc-js/build/src/load-balancer-outlier-detection.js': 'grpc-balancer.ts',
};

/**
 * Modules that packages load and our functions never call, by their files below node_modules; `unused.ts` of
 * lambda/stand-ins/ takes their place, which fails when it is called. Why each group is never called:
 */
export const leftOut: readonly string[] = [
  // The SDK is told its region and its way of retrying, Node has SHA-256 of its own, and Secrets Manager answers
  // without streams. None of this is a browser, or S3.
  '@aws-sdk/core/dist-es/submodules/client/util-user-agent-browser/createUserAgentStringParsingProvider.js',
  ...within('@smithy/core/dist-es/submodules', [
    'checksum/sha256/Sha256Js.js',
    'config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
    'endpoints/middleware-endpoint/service-customizations/s3.js',
    'event-streams/index.js',
    'retry/util-retry/AdaptiveRetryStrategy.js',
  ]),

  // axios takes these for proxies, redirects and forms: a call of a provider has none of them.
  'follow-redirects/index.js',
  'form-data/lib/form_data.js',
  'https-proxy-agent/dist/index.js',
  'proxy-from-env/index.js',

  // Momento's other services, its request logs and metrics; leaderboards, topics and functions are clients of their own.
  '@gomomento/generated-types/dist/function.js',
  '@gomomento/generated-types/dist/function_types.js',
  '@gomomento/generated-types/dist/leaderboard.js',
  ...within('@gomomento/sdk/dist/src', [
    'batchutils/batch-functions.js',
    'config/middleware/cache-request-logging.js',
    'config/middleware/example-async-middleware.js',
    'config/middleware/experimental-active-request-count-middleware.js',
    'config/middleware/experimental-event-loop-perf-middleware.js',
    'config/middleware/experimental-garbage-collection-middleware.js',
    'config/middleware/experimental-metrics-csv-middleware.js',
    'config/middleware/experimental-metrics-logging-middleware.js',
    'config/middleware/experimental-middleware-factory.js',
    'config/middleware/impl/experimental-metrics-middleware.js',
    'config/middleware/request-logging-middleware.js',
    'config/topic-configurations.js',
    'internal/cache-control-client.js',
    'internal/function-client.js',
    'internal/leaderboard-data-client.js',
    'internal/pubsub-client.js',
    'internal/vendor/printf/printf.js',
    'internal/webhook-client.js',
    'preview-function-client.js',
    'preview-leaderboard-client.js',
    'topic-client.js',
  ]),

  // gRPC's server, and its reader of .proto files.
  ...within('@grpc/grpc-js/build/src', [
    'experimental.js',
    'server-call.js',
    'server-credentials.js',
    'server-interceptors.js',
    'server.js',
  ]),
  '@grpc/proto-loader/build/src/index.js',
];
