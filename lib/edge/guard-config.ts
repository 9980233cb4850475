import type { GuardConfig } from '../../edge-auth/config.ts';
import { hyphenated } from '../config/full-stage-name.ts';
import { replicaRegions } from '../config/replica-regions.ts';
import {
  callersWithToken,
  hasSignedInUsers,
  passwordCallers,
  type StageConfig,
  stageRoutes,
  usedIssuers,
} from '../config/stage.ts';
import { consoleFiles } from '../console/console-code.ts';
import { callerSecretName, deniedUsersSecretName, EDGE_REGION } from '../secrets/secret-names.ts';

/**
 * The guard's configuration. Disabled callers with a password are left out, so the guard refuses them. Those of users keep
 * their place, since a token is that of the first caller that it fits.
 */
export function guardConfig(stageName: string, stage: StageConfig): GuardConfig {
  return {
    realm: hyphenated(stageName),
    secretRegions: [EDGE_REGION, ...replicaRegions(stage)],
    callers: Object.fromEntries(
      passwordCallers(stage).map(([name, { audience }]) => [
        name,
        { audience, secretId: callerSecretName(stageName, name) },
      ]),
    ),
    issuers: usedIssuers(stage),
    tokenCallers: callersWithToken(stage).map(([name, { audience, token, disabled }]) => ({
      name,
      audience,
      ...token,
      ...(disabled && { disabled }),
    })),
    deniedUsers: hasSignedInUsers(stage) ? { secretId: deniedUsersSecretName(stageName) } : undefined,
    routes: stageRoutes(stage).map(({ method, path, audience }) => ({ method, path, audience })),
    pages: ['/', ...consoleFiles.map((name) => `/${name}` as const)],
    allowedOrigins: stage.allowedOrigins,
    graceSeconds: stage.passwords.graceSeconds,
    credentialsTtlSeconds: stage.passwords.ttlSeconds,
    credentialsStaleSeconds: stage.passwords.staleSeconds,
    passwordsRotate: stage.rotation.passwordsEveryDays !== undefined,
    logSubjects: stage.logSubjects,
  };
}
