import { AssetHashType, type AssetOptions, DockerImage } from 'aws-cdk-lib';

/**
 * An asset that this process writes. The hash is that of the output, so the same sources give the same asset on every
 * machine and path.
 *
 * @param write puts the files into the folder; what it throws ends the synthesis.
 * @param environment CDK takes two assets of one folder and the same options for one asset: what differs must be said here.
 */
export function bundledHere(
  write: (outputDir: string) => void,
  environment: Record<string, string> = {},
): AssetOptions {
  return {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never used: bundling happens in this process, and it throws rather than fall back on Docker.
      image: DockerImage.fromRegistry('none'),
      environment,
      local: {
        tryBundle(outputDir) {
          write(outputDir);
          return true;
        },
      },
    },
  };
}
