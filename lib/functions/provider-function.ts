import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { DEFAULT_PROJECT } from '../../api/project-parameter.ts';
import { projectOwner } from '../../lambda/shared/projects/names.ts';
import { PROJECTS_FILE } from '../../lambda/shared/projects/projects-file.ts';
import type { ProviderFunction as FunctionDescriptor } from '../../lambda/shared/providers/provider.ts';
import { env } from '../../lambda/shared/settings/environment.ts';
import { type ConfiguredProject, projectsIn } from '../config/projects.ts';
import { providerSecret } from '../secrets/provider-secret.ts';
import { providerSecretOutput } from '../secrets/secret-names.ts';
import { RegionalFunction } from './regional-function.ts';

export interface ProviderFunctionProps {
  readonly descriptor: FunctionDescriptor<object>;
  /** The provider’s part of the stage’s configuration. */
  readonly configuration: object;
  readonly logsDays: RetentionDays;
  /** The file of callers’ rights. */
  readonly rights: Readonly<Record<string, string>>;
}

/** A function that vends or manages a provider’s tokens, and the secrets that it may read: one for each project. */
export class ProviderFunction extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, { descriptor, configuration, logsDays, rights }: ProviderFunctionProps) {
    super(scope, descriptor.construct);
    const { folder, does, timeoutSeconds, secret: keys } = descriptor;
    const projects = projectsIn(configuration);
    const [{ project: only, options }] = projects;
    const hasProjects = only !== undefined;
    const token = new RegionalFunction(this, descriptor.constructOfFunction ?? 'Token', {
      folder,
      byProject: hasProjects,
      description: `Stagepass: ${does}`,
      logsDays,
      ...(timeoutSeconds !== undefined && { timeout: Duration.seconds(timeoutSeconds) }),
      files: { ...rights, ...(hasProjects && projectsFile(descriptor, projects)) },
      environment: hasProjects ? placesOf(descriptor) : settingsOf(descriptor, options),
    });
    const secrets: Record<string, ISecret> = {};
    for (const { project } of projects) {
      const secret = providerSecret(this, keys, project);
      new CfnOutput(Stack.of(this), providerSecretOutput(projectOwner(keys.owner, project)), {
        value: secret.secretArn,
      });
      secrets[project ?? DEFAULT_PROJECT] = secret;
    }
    if (hasProjects) token.readsSecrets(secrets);
    else for (const secret of Object.values(secrets)) token.readsSecret(secret);
    this.function = token.function;
  }
}

/** The variables with the function's part of a configuration. */
function settingsOf({ url, options }: FunctionDescriptor<object>, configuration: object): Record<string, string> {
  return {
    ...(url && { [url.variable]: url.of(configuration) }),
    [env.options]: JSON.stringify(options(configuration)),
  };
}

/** The projects' variables are in a file: all environment variables together have 4 KB. */
function projectsFile(
  descriptor: FunctionDescriptor<object>,
  projects: readonly ConfiguredProject[],
): Record<string, string> {
  const file = projects.map(({ project, options }) => [project, settingsOf(descriptor, options)]);
  return { [PROJECTS_FILE]: JSON.stringify(Object.fromEntries(file)) };
}

/** A local run puts other URLs there, by project. */
function placesOf({ url }: FunctionDescriptor<object>): Record<string, string> {
  return url === undefined ? {} : { [url.variable]: '{}' };
}
