import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildClient } from '../../client/build/build-client.ts';
import { projectRoot } from '../../lib/root.ts';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * An app's folder in which the package's client is installed, and nothing else of the package.
 *
 * @param others packages of the repository that the app has, too.
 */
export async function appWithClient(...others: readonly string[]): Promise<string> {
  const app = temporaryFolder('app');
  const installed = join(app, 'node_modules', 'stagepass');
  mkdirSync(installed, { recursive: true });
  cpSync(join(projectRoot, 'package.json'), join(installed, 'package.json'));
  await buildClient(join(installed, 'dist', 'client'));
  for (const name of others) {
    const link = join(app, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(projectRoot, 'node_modules', name), link, 'dir');
  }
  return app;
}
