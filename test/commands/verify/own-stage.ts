import type { StageInput } from '../../../lib/config/stage.ts';
import { operatedStage } from '../../support/synth.ts';

/** What no shipped stage has: a domain, a web ACL, secrets that rotate, and APIs in another region than the edge. */
export const ownStage: StageInput = {
  ...operatedStage,
  region: 'eu-west-1',
  waf: { ratePerIp: 10_000 },
  rotation: { passwordsEveryDays: 30, originEveryDays: 30 },
};
