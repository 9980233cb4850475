import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The functions of an assembly and how large their bundles are. */
export function bundles(assemblyDir: string): { readonly description: string; readonly bytes: number }[] {
  const templates = readdirSync(assemblyDir).filter((file) => file.endsWith('.template.json'));
  return templates.flatMap((file) => {
    const { Resources } = JSON.parse(readFileSync(join(assemblyDir, file), 'utf8'));
    return Object.values(Resources as Record<string, { Type: string; Properties: Record<string, unknown> }>)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => {
        const { S3Key } = Properties.Code as { S3Key: string };
        const folder = join(assemblyDir, `asset.${S3Key.replace('.zip', '')}`);
        const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
        return { description: String(Properties.Description), bytes };
      });
  });
}
