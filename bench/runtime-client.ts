import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Lambda's own runtime client. */
export const RUNTIME_CLIENT = 'aws-lambda-ric';

/**
 * From this major version on its file is the client itself, as the runtime starts it; before, it was a library. It wants
 * Node 22 or newer, which the bench runs on, also where npm itself runs on an older one and so would choose version 3.
 */
const NEEDED_MAJOR = 4;
const INSTALL = `npm install --no-save ${RUNTIME_CLIENT}@4.0.2`;

/** @returns the installed client's index.mjs; undefined where there is none: not every machine can build its native part. */
export function installedRuntimeClient(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(RUNTIME_CLIENT);
  } catch {
    return undefined;
  }
}

/** @throws Error that says which version is there and how to get the right one. */
export function checkRuntimeClient(file: string): void {
  if (!existsSync(file)) throw new Error(`${file}, the runtime client, is missing`);
  const version = versionOf(file);
  if (Number.parseInt(version, 10) >= NEEDED_MAJOR) return;
  throw new Error(
    `${RUNTIME_CLIENT} ${version} can’t be measured with: version ${NEEDED_MAJOR} or newer is needed (${INSTALL})`,
  );
}

function versionOf(file: string): string {
  for (let dir = dirname(file); dir !== dirname(dir); dir = dirname(dir)) {
    const packageFile = join(dir, 'package.json');
    if (!existsSync(packageFile)) continue;
    const { name, version } = JSON.parse(readFileSync(packageFile, 'utf8'));
    if (name === RUNTIME_CLIENT) return version;
  }
  throw new Error(`${file} is no file of ${RUNTIME_CLIENT}`);
}
