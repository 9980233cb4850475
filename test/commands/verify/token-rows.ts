import { selectStage } from '../../../lib/config/config.ts';
import { stageRoutes } from '../../../lib/config/stage.ts';
import config from '../../../stagepass.config.ts';

/** The rows of the stage dev that ask for a token: one for each route that vends to clients. */
export const tokenRows = stageRoutes(selectStage(config, 'dev'))
  .filter(({ method, audience, audit }) => method === 'GET' && audience === 'client' && audit?.vends)
  .map(({ name }) => `token ${name}`);
