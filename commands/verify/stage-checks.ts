import { callerHeader } from '../../lambda/shared/identity/caller-header.ts';
import { usageLimit } from '../../lib/config/caller.ts';
import { routesOf } from '../../lib/config/rights.ts';
import {
  callersWithToken,
  hasWebAcl,
  passwordCallers,
  perUserLimit,
  type StageConfig,
  stageRoutes,
  usedIssuers,
} from '../../lib/config/stage.ts';
import type { Check } from './check.ts';
import type { DeployedStage } from './deployed.ts';
import { deployedChecks } from './deployed-checks.ts';
import { issuerChecks, type VerifiedIssuers } from './issuers.ts';
import { outsideChecks } from './outside.ts';
import { requestsAs } from './requests-as.ts';
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
  const { audience = 'client', rights, token, limit } = stage.callers[asking?.caller ?? ''] ?? {};
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
        perUser: token && perUserLimit(stage),
        limit: usageLimit({ limit }),
      },
      callers: someOf(Object.entries(stage.callers)).map(([caller, { token }]) =>
        callerHeader({ caller, user: token && { name: 'nobody', issuer: token.issuer, values: {} } }),
      ),
      withPassword,
      takesTokens: callersWithToken(stage).length > 0,
      routes: routesOf({ audience, rights }, stageRoutes(stage)),
      examplesOf: (route) => requestsAs(stage, route, { rights, token }, asking?.authorization ?? ''),
      allowedOrigins: stage.allowedOrigins,
      throttling: stage.throttling,
    }),
    ...issuerChecks({ issuers: usedIssuers(stage), sandboxUrl }),
    ...deployedChecks(deployed, { wantsWebAcl: hasWebAcl(stage) }),
  ];
}

/** How many callers' names are tried: the guard treats all alike, and a stage may have hundreds. */
const TRIED = 10;

/** The first and others at equal distances. */
export function someOf<T>(all: readonly T[]): T[] {
  const step = Math.max(1, Math.ceil(all.length / TRIED));
  return all.filter((_, at) => at % step === 0);
}
