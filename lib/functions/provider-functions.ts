import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { audiences, type Route } from '../../api/route.ts';
import type { ProviderId } from '../../lambda/providers.ts';
import type { ProviderDescriptor } from '../../lambda/shared/providers/provider.ts';
import { ConfigError } from '../config/config.ts';
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

/**
 * @throws ConfigError when a provider has a route that no function answers, or a function that answers no route.
 * CloudFront would send such a path to an API that doesn't have it.
 */
export function checkFunctions({ id, routes, functions }: ProviderDescriptor): void {
  for (const audience of audiences) {
    const answering = functions.filter((each) => each.audiences.includes(audience)).map(({ folder }) => folder);
    const [route] = routes.filter((each) => each.audience === audience);
    if (answering.length > 1) {
      throw new ConfigError(`provider ${id}: ${answering.join(' and ')} both answer its ${audience} routes; one must`);
    }
    if (route !== undefined && answering.length === 0) {
      throw new ConfigError(`provider ${id}: no function answers its ${audience} routes, such as ${route.path}`);
    }
    if (route === undefined && answering.length > 0) {
      throw new ConfigError(`provider ${id}: ${answering[0]} answers ${audience} routes, but there are none`);
    }
  }
}

function key(provider: string, audience: Route['audience']): string {
  return `${provider} ${audience}`;
}

function configurationOf({ providers }: StageConfig, id: ProviderId): object {
  return providers[id] ?? {};
}
