import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StagepassConfig } from '../lib/config/config.ts';
import { UsageError } from './errors.ts';

/** Where a command works. `.env`, `certs/`, `cdk.json` and `cdk.out` are in its folder, too. */
export interface Project {
  /** The folder of the configuration. */
  readonly dir: string;
  readonly config: StagepassConfig;
}

/** With .mts in a folder whose package.json says that its files are CommonJS. */
const CONFIG_FILES = ['ts', 'mts', 'js', 'mjs'].map((extension) => `stagepass.config.${extension}`);

/**
 * The project that a folder is in: the nearest one with a configuration, itself or above, up to the root of its Git
 * repository or the home folder. A configuration is a program: as Git does, one above that belongs to another user isn't
 * run, since anybody may write into a folder such as /tmp.
 *
 * @throws UsageError when there is none, or its configuration can't be read.
 */
export async function findProject(from = process.cwd(), user = process.getuid?.()): Promise<Project> {
  for (let dir = from; ; dir = dirname(dir)) {
    const [file, other] = CONFIG_FILES.map((name) => join(dir, name)).filter(existsSync);
    if (file !== undefined && other !== undefined) {
      throw new UsageError(`${dir} has ${basename(file)} and ${basename(other)}: keep one of them`);
    }
    if (file !== undefined && dir !== from && user !== undefined && statSync(file).uid !== user) {
      throw new UsageError(`${file} belongs to another user: go to its folder to use it`);
    }
    if (file !== undefined) return { dir, config: await configIn(file) };
    if (dir === dirname(dir) || dir === homedir() || existsSync(join(dir, '.git'))) break;
  }
  throw new UsageError(
    `there is no ${CONFIG_FILES[0]} in ${from} or above: go to your project, or make one with npx stagepass init`,
  );
}

async function configIn(file: string): Promise<StagepassConfig> {
  const { default: config } = await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw new UsageError(`${file} can’t be loaded: ${whyOf(error)}`);
  });
  if (typeof config === 'object' && config !== null) return config;
  throw new UsageError(`${file} has no default export: it needs export default defineConfig({ … })`);
}

/** In one line. Where a package is missing, that is for npm to mend. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [line = ''] = error.message.trim().split('\n');
  const isPackage = 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && /package/.test(line);
  return `${error.name === 'Error' ? '' : `${error.name}: `}${line}${isPackage ? '; npm install brings it' : ''}`;
}
