import { callerHeader } from '../../lambda/shared/identity/caller-header.ts';
import { examplesFor } from '../../lib/config/projects-of-caller.ts';
import { routesOf } from '../../lib/config/rights.ts';
import {
  hasWebAcl,
  passwordCallers,
  type StageConfig,
  stageRoutes,
  tokenCallers,
  usedIssuers,
} from '../../lib/config/stage.ts';
import type { Check } from './check.ts';
import type { DeployedStage } from './deployed.ts';
import { deployedChecks } from './deployed-checks.ts';
import { issuerChecks, type VerifiedIssuers } from './issuers.ts';
import { outsideChecks } from './outside.ts';
import { transportChecks } from './transport.ts';

export interface VerifiedStage {
  /** Its configuration. */
  readonly stage: StageConfig;
  /** Without a slash at the end. */
  readonly url: string;
  /** The APIs behind CloudFront; none where they aren't known. */
  readonly apis: readonly string[];
  /** Who asks, a caller of the stage, and its `Authorization` header; undefined where nobody's credentials are known. */
  readonly asking: { readonly caller: string; readonly authorization: string } | undefined;
  readonly sandboxUrl: VerifiedIssuers['sandboxUrl'];
  /** undefined where AWS isn't asked. */
  readonly deployed: DeployedStage | undefined;
}

/** All checks of a stage. */
export function stageChecks({ stage, url, apis, asking, sandboxUrl, deployed }: VerifiedStage): Check[] {
  const { audience = 'client', rights } = stage.callers[asking?.caller ?? ''] ?? {};
  const [[withPassword] = []] = passwordCallers(stage);
  return [
    ...transportChecks(url),
    ...outsideChecks({
      url,
      apis,
      caller: asking && {
        name: asking.caller,
        authorization: asking.authorization,
        audience,
        isLimited: rights !== undefined,
      },
      callers: Object.entries(stage.callers).map(([caller, { token }]) =>
        callerHeader({ caller, user: token && { name: 'nobody', issuer: token.issuer, values: {} } }),
      ),
      withPassword,
      takesTokens: tokenCallers(stage).length > 0,
      routes: routesOf({ audience, rights }, stageRoutes(stage)),
      examplesOf: (route) => examplesFor(stage, route, rights),
      allowedOrigins: stage.allowedOrigins,
    }),
    ...issuerChecks({ issuers: usedIssuers(stage), sandboxUrl }),
    ...deployedChecks(deployed, { wantsWebAcl: hasWebAcl(stage) }),
  ];
}
