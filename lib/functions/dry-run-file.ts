import { type StageUsers, USERS_FILE } from '../../lambda/dry-run/options.ts';
import { enabledProviders, type StageConfig } from '../config/stage.ts';
import { guardConfig } from '../edge/guard-config.ts';
import { rightsOfCallers } from './function-rights.ts';

/** The file for the dry run of users' rights: what the guard knows of their callers, and what the functions know. */
export function dryRunFile(stageName: string, stage: StageConfig): Readonly<Record<string, string>> {
  const { issuers, tokenCallers: callers } = guardConfig(stageName, stage);
  const names = new Set(callers.map(({ name }) => name));
  const rights = enabledProviders(stage).map(({ id }) => {
    const own = Object.entries(rightsOfCallers(stage, id)).filter(([name]) => names.has(name));
    return [id, Object.fromEntries(own)];
  });
  const file: StageUsers = {
    issuers: Object.fromEntries(Object.entries(issuers).map(([name, { issuer }]) => [name, issuer])),
    callers,
    rights: Object.fromEntries(rights),
  };
  return { [USERS_FILE]: JSON.stringify(file) };
}
