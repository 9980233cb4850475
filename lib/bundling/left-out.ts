import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LeftOut, within } from '../../lambda/shared/providers/left-out.ts';
import { projectRoot } from '../root.ts';

/** What every bundle leaves out. Why each group is never called: */
const common: LeftOut = {
  unused: [
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
  ],
  replaced: {
    '@aws-sdk/credential-provider-node/dist-es/index.js': 'stand-ins/environment-credentials.ts',
    '@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js':
      'stand-ins/no-config-files.ts',
    '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js': 'stand-ins/one-partition.ts',
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
      ]).map((file) => [file, 'stand-ins/no-part-of-axios.ts']),
    ),
  },
};

/** That, and what the folders of functions say of theirs. A module is left out wherever it is loaded. */
export const leftOut: readonly LeftOut[] = [common, ...(await ofFunctions())];

async function ofFunctions(): Promise<LeftOut[]> {
  const files = readdirSync(join(projectRoot, 'lambda')).map((folder) => `lambda/${folder}/left-out.ts`);
  const there = files.filter((file) => existsSync(join(projectRoot, file)));
  return Promise.all(there.map(async (file) => (await import(`../../${file}`)).leftOut));
}
