import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type LeftOut, within } from '../../lambda/shared/providers/left-out.ts';
import { projectRoot } from '../root.ts';

/**
 * What every bundle leaves out. The comments say why each group is never called, and docs/decisions/0124 what each earns.
 */
const common: LeftOut = {
  unused: [
    // We give the SDK its region and retry mode, Node has its own SHA-256, and Secrets Manager doesn't answer in
    // streams. The functions run in no browser.
    '@aws-sdk/core/dist-es/submodules/client/util-user-agent-browser/createUserAgentStringParsingProvider.js',
    ...within('@smithy/core/dist-es/submodules', [
      'checksum/sha256/Sha256Js.js',
      'config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
      'event-streams/index.js',
      'retry/util-retry/AdaptiveRetryStrategy.js',
    ]),

    // axios needs these for proxies, redirects and forms. Calls of providers use none of them.
    'follow-redirects/index.js',
    'form-data/lib/form_data.js',
    'https-proxy-agent/dist/index.js',
    'proxy-from-env/index.js',
  ],
  replaced: {
    '@aws-sdk/credential-provider-node/dist-es/index.js': 'stand-ins/environment-credentials.ts',
    '@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js':
      'stand-ins/no-config-files.ts',
    '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js': 'stand-ins/one-partition.ts',
    '@aws-sdk/core/dist-es/submodules/client/middleware-recursion-detection/getRecursionDetectionPlugin.js':
      'stand-ins/no-recursion-detection.ts',
    ...Object.fromEntries(
      within('axios/lib/helpers', [
        'AxiosTransformStream.js',
        'AxiosURLSearchParams.js',
        'Http2Sessions.js',
        'estimateDataURLDecodedBytes.js',
        'formDataToStream.js',
        'fromDataURI.js',
        'progressEventReducer.js',
        'shouldBypassProxy.js',
      ]).map((file) => [file, 'stand-ins/no-part-of-axios.ts'] as const),
    ),
  },
};

/** The common list, and that of each function's folder. A module in any list is left out of every bundle. */
export const leftOut: readonly LeftOut[] = [common, ...(await ofFunctions())];

async function ofFunctions(): Promise<LeftOut[]> {
  const files = readdirSync(join(projectRoot, 'lambda')).map((folder) =>
    join(projectRoot, 'lambda', folder, 'left-out.ts'),
  );
  const existing = files.filter((file) => existsSync(file));
  return Promise.all(existing.map(async (file) => (await import(pathToFileURL(file).href)).leftOut));
}
