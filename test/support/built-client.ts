import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundleClient } from '../../client/build/build-client.ts';
import { projectRoot } from '../../lib/root.ts';

/** The examples import `stagepass/client` as an app does: package.json leads to what `npm run build:client` writes. */
export default async function setup(project: TestProject): Promise<void> {
  const build = () => bundleClient(join(projectRoot, 'dist', 'client'));
  project.onTestsRerun(async () => void (await build()));
  await build();
}
