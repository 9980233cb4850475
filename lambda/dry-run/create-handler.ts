import { type Handler, on, serve } from '../shared/http/serve.ts';
import type { Rights } from '../shared/rights/rights.ts';
import { dryRunRoute } from './contract.ts';
import { dryRun } from './dry-run.ts';
import type { StageUsers } from './options.ts';

/** @param rights of those who ask. */
export function createHandler(stage: StageUsers, now: () => number, rights: Rights): Handler {
  return serve([on(dryRunRoute, (_query, { body }) => dryRun(stage, body), 'nothing')], now, rights);
}
