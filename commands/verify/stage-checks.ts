import { examplesFor } from '../../lib/config/projects-of-caller.ts';
import { routesOf } from '../../lib/config/rights.ts';
import { hasWebAcl, type StageConfig, stageRoutes } from '../../lib/config/stage.ts';
import type { Check } from './check.ts';
import type { DeployedStage } from './deployed.ts';
import { deployedChecks } from './deployed-checks.ts';
import { outsideChecks } from './outside.ts';
import { transportChecks } from './transport.ts';

export interface VerifiedStage {
  /** Its configuration. */
  readonly stage: StageConfig;
  /** Without a slash at the end. */
  readonly url: string;
  /** The APIs behind CloudFront; none where they aren't known. */
  readonly apis: readonly string[];
  /** Who asks: a caller of the stage. */
  readonly caller: string;
  readonly password: string;
  /** undefined where AWS isn't asked. */
  readonly deployed: DeployedStage | undefined;
}

/** All checks of a stage. */
export function stageChecks({ stage, url, apis, caller, password, deployed }: VerifiedStage): Check[] {
  const { audience = 'client', rights } = stage.callers[caller] ?? {};
  return [
    ...transportChecks(url),
    ...outsideChecks({
      url,
      apis,
      caller: { name: caller, password, audience, isLimited: rights !== undefined },
      callers: Object.keys(stage.callers),
      routes: routesOf({ audience, rights }, stageRoutes(stage)),
      examplesOf: (route) => examplesFor(stage, route, rights),
      allowedOrigins: stage.allowedOrigins,
    }),
    ...deployedChecks(deployed, { wantsWebAcl: hasWebAcl(stage) }),
  ];
}
