import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Route } from '../../api/route.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import { enabledProviders, type StageConfig } from '../config/stage.ts';
import { rightsFile } from './function-rights.ts';
import { ProviderFunction } from './provider-function.ts';

/** Finds the function that answers a route. */
export interface ProviderFunctions {
  readonly all: readonly IFunction[];
  /** @throws Error for a route of a provider that the stage doesn’t have. */
  of(route: Route): IFunction;
}

/** Makes the functions of the stage’s providers. */
export function makeProviderFunctions(scope: Construct, stage: StageConfig): ProviderFunctions {
  const made = new Map<string, IFunction>();
  for (const provider of enabledProviders(stage)) {
    const rights = rightsFile(stage, provider.id);
    for (const descriptor of provider.functions) {
      const { function: handler } = new ProviderFunction(scope, {
        descriptor,
        configuration: configurationOf(stage, provider.id),
        logsDays: stage.retention.logsDays as RetentionDays,
        rights,
      });
      for (const audience of descriptor.audiences) made.set(key(provider.id, audience), handler);
    }
  }
  return {
    all: [...new Set(made.values())],
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
