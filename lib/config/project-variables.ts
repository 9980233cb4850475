import { type ProviderId, providers } from '../../lambda/providers.ts';
import { isPlain, projectVariable } from '../../lambda/shared/projects/names.ts';
import { type ProviderDescriptor, secretsOf } from '../../lambda/shared/providers/provider.ts';
import type { Offer } from './check-rights.ts';
import { projectNames } from './projects.ts';

/** The variable of the environment or of `.env` that gives a caller's password: `CLIENT_PASSWORD` for `client`. */
export function passwordVariable(caller: string): string {
  return `${caller.toUpperCase().replaceAll('-', '_')}_PASSWORD`;
}

/** The variables that give a provider's keys and its URL on a stage without projects. */
export function variablesOf({ functions }: Pick<ProviderDescriptor, 'functions'>): string[] {
  const ofKeys = secretsOf(functions).flatMap(({ keys = {} }) => Object.values(keys).map(({ variable }) => variable));
  return [...new Set([...ofKeys, ...functions.flatMap(({ url }) => url?.variable ?? [])])];
}

/** A project with a variable that something else has already. */
export interface VariableClash {
  readonly provider: ProviderId;
  readonly project: string;
  readonly variable: string;
}

/** @param callers the names of the stage's callers. */
export function variableClashes(offer: Offer, callers: readonly string[]): VariableClash[] {
  const taken = new Set(['PORT', ...callers.map(passwordVariable), ...providers.flatMap(variablesOf)]);
  const clashes: VariableClash[] = [];
  for (const provider of providers) {
    for (const project of projectNames(offer[provider.id]) ?? []) {
      if (isPlain(project)) continue;
      for (const variable of variablesOf(provider).map((each) => projectVariable(each, project))) {
        if (taken.has(variable)) clashes.push({ provider: provider.id, project, variable });
        taken.add(variable);
      }
    }
  }
  return clashes;
}
