import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Route } from '../../api/route.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import type { ProviderSecret } from '../../lambda/shared/providers/provider.ts';
import { otherRegions } from '../config/regions.ts';
import { replicaRegions } from '../config/replica-regions.ts';
import { enabledProviders, isTraced, type StageConfig, stageRoutes } from '../config/stage.ts';
import { rightsFile } from './function-rights.ts';
import { type ProjectSecrets, ProviderFunction } from './provider-function.ts';

/** Finds the function that answers a route. */
export interface ProviderFunctions {
  readonly all: readonly IFunction[];
  /** @throws Error for a route of a provider that the stage doesn’t have. */
  of(route: Route): IFunction;
  /** The secrets with providers’ keys, by their owners, such as `MillicastViewer`. */
  readonly secrets: ReadonlyMap<string, ProjectSecrets>;
}

export interface ProviderFunctionsProps {
  readonly stageName: string;
  readonly stage: StageConfig;
  /** The secrets of the stage’s first region; undefined where that is this one. */
  readonly primaries?: ProviderFunctions['secrets'] | undefined;
}

/** Makes the functions of the stage’s providers: those that answer a route which the stage has. */
export function makeProviderFunctions(
  scope: Construct,
  { stageName, stage, primaries }: ProviderFunctionsProps,
): ProviderFunctions {
  const made = new Map<string, IFunction>();
  const secretsByOwner = new Map<string, ProjectSecrets>();
  const routes = stageRoutes(stage);
  for (const provider of enabledProviders(stage)) {
    const rights = rightsFile(stage, provider.id);
    const secretsOf = new Map<ProviderSecret, ProjectSecrets>();
    for (const descriptor of provider.functions) {
      const answers = (route: Route) =>
        route.provider === provider.id && descriptor.audiences.some((audience) => audience === route.audience);
      if (!routes.some(answers)) continue;
      const { function: handler, secrets } = new ProviderFunction(scope, {
        stageName,
        descriptor,
        configuration: configurationOf(stage, provider.id),
        logsDays: stage.retention.logsDays as RetentionDays,
        traced: isTraced(stage),
        rights,
        secrets: secretsOf.get(descriptor.secret),
        primaries: primaries?.get(descriptor.secret.owner),
        replicaRegions: otherRegions(stage),
        isDenyListReplicated: replicaRegions(stage).length > 0,
      });
      secretsOf.set(descriptor.secret, secrets);
      secretsByOwner.set(descriptor.secret.owner, secrets);
      for (const audience of descriptor.audiences) made.set(key(provider.id, audience), handler);
    }
  }
  return {
    all: [...new Set(made.values())],
    secrets: secretsByOwner,
    of({ name, provider = '', audience }) {
      const handler = made.get(key(provider, audience));
      if (handler !== undefined) return handler;
      throw new Error(`no function answers the route ${name}: the stage has no provider ${provider}`);
    },
  };
}

function key(provider: string, audience: Route['audience']): string {
  return `${provider} ${audience}`;
}

function configurationOf({ providers }: StageConfig, id: ProviderId): object {
  return providers[id] ?? {};
}
