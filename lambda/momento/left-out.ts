import { type LeftOut, within } from '../shared/providers/left-out.ts';

export const leftOut: LeftOut = {
  unused: [
    // Momento's other services (leaderboards, topics, functions …), request logs and metrics.
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

    // The server of gRPC, and its loader for .proto files.
    ...within('@grpc/grpc-js/build/src', [
      'experimental.js',
      'server-call.js',
      'server-credentials.js',
      'server-interceptors.js',
      'server.js',
    ]),
    '@grpc/proto-loader/build/src/index.js',
  ],
  replaced: {
    '@gomomento/generated-types/dist/index.js': 'momento/stand-ins/generated-types.ts',
    '@grpc/grpc-js/build/src/load-balancer-outlier-detection.js': 'momento/stand-ins/grpc-balancer.ts',
  },
};
