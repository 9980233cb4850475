import { join } from 'node:path';
import * as v from 'valibot';
import { readJson } from './read-json.ts';

const AssetManifest = v.object({
  files: v.record(
    v.string(),
    v.object({
      source: v.object({ path: v.optional(v.string()) }),
      destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
    }),
  ),
});

/** An artifact of an assembly. Only asset manifests are read. */
interface Artifact {
  readonly type: string;
  readonly properties?: { readonly file?: string | undefined } | undefined;
}

/** The folder or file of each asset, by its object key in templates. */
export function readAssets(dir: string, artifacts: readonly (Artifact | undefined)[]): Map<string, string> {
  const assets = new Map<string, string>();
  for (const artifact of artifacts) {
    if (artifact?.type !== 'cdk:asset-manifest' || artifact.properties?.file === undefined) continue;
    const { files } = readJson(join(dir, artifact.properties.file), AssetManifest);
    for (const { source, destinations } of Object.values(files)) {
      if (source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(dir, source.path));
    }
  }
  return assets;
}
