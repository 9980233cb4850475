import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { functionIdOf } from '../../lib/functions/function-tag.ts';

export interface Bundle {
  /** The value of its tag `stagepass-function`; undefined for one that isn't ours. */
  readonly id: string | undefined;
  readonly bytes: number;
  /** The environment variables, as the template has them. */
  readonly environment: string;
  /** What the files beside the code say. */
  readonly texts: readonly string[];
}

/** The functions of an assembly, and their bundles. */
export function bundles(assemblyDir: string): Bundle[] {
  const templates = readdirSync(assemblyDir).filter((file) => file.endsWith('.template.json'));
  return templates.flatMap((file) => {
    const { Resources } = JSON.parse(readFileSync(join(assemblyDir, file), 'utf8'));
    return Object.values(Resources as Record<string, { Type: string; Properties: Record<string, unknown> }>)
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => {
        const { S3Key } = Properties.Code as { S3Key: string };
        const folder = join(assemblyDir, `asset.${S3Key.replace('.zip', '')}`);
        const names = readdirSync(folder);
        return {
          id: functionIdOf(Properties),
          bytes: names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
          environment: JSON.stringify(Properties.Environment ?? {}),
          texts: names.filter((name) => !/\.m?js$/.test(name)).map((name) => readFileSync(join(folder, name), 'utf8')),
        };
      });
  });
}
