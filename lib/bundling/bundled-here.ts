import { AssetHashType, type AssetOptions, DockerImage } from 'aws-cdk-lib';

/**
 * An asset that this process writes. It is hashed by its output, so the same sources give the same asset on every
 * machine and path.
 *
 * @param write puts the files into the folder; an error in it ends the synthesis.
 * @param environment CDK takes two assets with the same folder and options for one. Whatever differs must be given here.
 */
export function bundledHere(
  write: (outputDir: string) => void,
  environment: Record<string, string> = {},
): AssetOptions {
  return {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never used: bundling happens in this process, and an error in it doesn't make CDK try Docker.
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
