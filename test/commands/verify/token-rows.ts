import { selectStage } from '../../../lib/config/config.ts';
import { type StageInput, stageRoutes } from '../../../lib/config/stage.ts';

/** The rows of a stage that ask for a token: one for each route that vends to clients. */
export function tokenRows(stage: StageInput): string[] {
  return stageRoutes(selectStage({ stage }, 'stage'))
    .filter(({ method, audience, audit }) => method === 'GET' && audience === 'client' && audit?.vends)
    .map(({ name }) => `token ${name}`);
}
