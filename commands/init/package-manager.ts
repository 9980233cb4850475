import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { repositoryOf } from './folder.ts';

/** How a package manager is told to do things. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn';
  readonly lockFile: string;
  readonly install: string;
  /** Installs what the lock file says, and fails where it is out of date. */
  readonly installLocked: string;
  /** Is put before a package to bring up to date. */
  readonly update: string;
  /** Is put before a command of an installed package. */
  readonly execute: string;
}

const npm: PackageManager = {
  name: 'npm',
  lockFile: 'package-lock.json',
  install: 'npm install',
  installLocked: 'npm ci',
  update: 'npm update',
  execute: 'npx',
};

export const packageManagers: readonly PackageManager[] = [
  npm,
  {
    name: 'pnpm',
    lockFile: 'pnpm-lock.yaml',
    install: 'pnpm install',
    installLocked: 'pnpm install --frozen-lockfile',
    update: 'pnpm update',
    execute: 'pnpm exec',
  },
  {
    name: 'yarn',
    lockFile: 'yarn.lock',
    install: 'yarn install',
    installLocked: 'yarn install --immutable',
    update: 'yarn up',
    execute: 'yarn run',
  },
];

/**
 * The one whose lock file is in the folder, or above it in its repository, as that of workspaces is; else the one that started this process, else npm.
 *
 * @param userAgent of `npm_config_user_agent`, which all of them set.
 */
export function packageManagerOf(dir: string, userAgent: string | undefined): PackageManager {
  const root = repositoryOf(dir) ?? resolve(dir);
  for (let above = resolve(dir); ; above = dirname(above)) {
    const locked = packageManagers.find(({ lockFile }) => existsSync(join(above, lockFile)));
    if (locked !== undefined) return locked;
    if (above === root) break;
  }
  return packageManagers.find(({ name }) => userAgent?.startsWith(`${name}/`)) ?? npm;
}
