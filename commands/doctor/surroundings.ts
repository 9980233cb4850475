import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { selectStage } from '../../lib/config/config.ts';
import { readEnvironment } from '../environment.ts';
import { placeholdersIn } from '../init/placeholders.ts';
import { ownManifest, requiredPeers, testedVersion } from '../manifest.ts';
import type { Project } from '../project.ts';
import { envWarnings } from '../start/env-lines.ts';
import { checkProviders } from '../start/providers.ts';
import { type Finding, fault, note } from './findings.ts';
import { isBelow, satisfies } from './versions.ts';

/** The version of a package that a project has; undefined where it isn't installed. */
export function installedVersion(projectDir: string, name: string): string | undefined {
  try {
    const file = createRequire(join(projectDir, 'package.json')).resolve(`${name}/package.json`);
    return JSON.parse(readFileSync(file, 'utf8')).version;
  } catch {
    return undefined;
  }
}

/** What is wrong with the packages that a project needs beside Stagepass. */
export function packageFindings(projectDir: string): Finding[] {
  const ofPeers = Object.entries(requiredPeers).flatMap(([name, range]) => {
    const version = installedVersion(projectDir, name);
    if (version === undefined) return [fault(`${name} isn’t installed: install it in the version ${range}`)];
    return satisfies(version, range)
      ? []
      : [fault(`${name} is ${version}, and Stagepass ${ownManifest.version} needs ${range}`)];
  });
  const cli = installedVersion(projectDir, 'aws-cdk');
  const tested = testedVersion('aws-cdk');
  if (cli === undefined) return [...ofPeers, fault(`aws-cdk isn’t installed: install it in the version ${tested}`)];
  if (!isBelow(cli, tested)) return ofPeers;
  return [...ofPeers, note(`aws-cdk is ${cli}, older than ${tested}, which Stagepass is tested with`)];
}

/** What is wrong with cdk.json. */
export function cdkFindings(projectDir: string): Finding[] {
  const file = join(projectDir, 'cdk.json');
  if (!existsSync(file)) return [fault('there is no cdk.json: the CDK doesn’t know which app to run')];
  let app: unknown;
  try {
    app = JSON.parse(readFileSync(file, 'utf8')).app;
  } catch (error) {
    return [fault(`cdk.json can’t be read: ${error instanceof Error ? error.message : error}`)];
  }
  if (typeof app !== 'string') return [fault('cdk.json has no app, such as "node bin/app.ts"')];
  const missing = app
    .split(/\s+/)
    .filter((word) => /^[^-].*\.[cm]?[jt]s$/.test(word) && !existsSync(join(projectDir, word)));
  return missing.map((word) => fault(`cdk.json runs ${word}, which isn’t there`));
}

/** What is wrong with `.env`, and with the keys in it for a stage. Values are never told. */
export function envFindings({ dir, config }: Project, stage: string): Finding[] {
  const file = join(dir, '.env');
  if (!existsSync(file)) return [];
  try {
    const { providers } = selectStage(config, stage);
    checkProviders(readEnvironment(file, {}), providers);
    return envWarnings(file, config, providers).map((text) => note(text));
  } catch (error) {
    return [fault(error instanceof Error ? error.message : String(error))];
  }
}

/** Whether git would commit `.env`, where there is one. */
export function ignoredFindings(dir: string): Finding[] {
  if (!existsSync(join(dir, '.env'))) return [];
  // 1 says that it isn't ignored; without git, or outside a repository, nothing can be said.
  const { status } = spawnSync('git', ['check-ignore', '--quiet', '.env'], { cwd: dir, stdio: 'ignore' });
  return status === 1 ? [fault('git doesn’t ignore .env, which holds keys: put it into .gitignore')] : [];
}

/** Values that `init` made up and that are still there. */
export function placeholderFindings({ config }: Project, stage: string): Finding[] {
  const written = config[stage];
  return (written === undefined ? [] : placeholdersIn(stage, written)).map(({ path, wanted }) =>
    note(`${path} still has the value that init made up. It wants ${wanted}`),
  );
}
