import { ContractRights } from '../openapi/options.ts';
import { RIGHTS_FILE } from '../shared/rights/rights.ts';
import { bundledFile } from '../shared/settings/bundled-file.ts';
import { createHandler } from './create-handler.ts';
import { StageUsers, USERS_FILE } from './options.ts';

export const handler = createHandler(
  bundledFile(USERS_FILE, StageUsers),
  Date.now,
  bundledFile(RIGHTS_FILE, ContractRights),
);
