import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { DEFAULT_PROJECT } from '../../api/project-parameter.ts';
import { projectOwner } from '../../lambda/shared/projects/names.ts';
import { PROJECTS_FILE } from '../../lambda/shared/projects/projects-file.ts';
import type { ProviderFunction as FunctionDescriptor, ProviderSecret } from '../../lambda/shared/providers/provider.ts';
import { env } from '../../lambda/shared/settings/environment.ts';
import { type ConfiguredProject, projectsIn } from '../config/projects.ts';
import { providerSecret } from '../secrets/provider-secret.ts';
import { replicaOf } from '../secrets/replicas.ts';
import { providerReplicaOutput, providerSecretOutput } from '../secrets/secret-names.ts';
import { changesDeniedUsers } from './changes-denied-users.ts';
import { RegionalFunction } from './regional-function.ts';

/** A provider’s secrets, by the names of its projects; under one name on a stage without. */
export type ProjectSecrets = Readonly<Record<string, ISecret>>;

export interface ProviderFunctionProps {
  readonly stageName: string;
  readonly descriptor: FunctionDescriptor<object>;
  /** The provider’s part of the stage’s configuration. */
  readonly configuration: object;
  readonly logsDays: RetentionDays;
  readonly traced: boolean;
  /** The file of callers’ rights. */
  readonly rights: Readonly<Record<string, string>>;
  /** Those that another function of the provider has already; undefined: they are made here. */
  readonly secrets: ProjectSecrets | undefined;
  /** Those of the stage’s first region, of which this one has replicas; undefined in the first region itself. */
  readonly primaries: ProjectSecrets | undefined;
  /** Where the secrets that are made here are replicated to. */
  readonly replicaRegions: readonly string[];
  readonly isDenyListReplicated: boolean;
}

/** A function of a provider, and the secrets that it may read: one for each project. */
export class ProviderFunction extends Construct {
  readonly function: IFunction;
  readonly secrets: ProjectSecrets;

  constructor(scope: Construct, props: ProviderFunctionProps) {
    const { descriptor, configuration, logsDays, traced, rights, stageName, isDenyListReplicated } = props;
    super(scope, descriptor.construct);
    const { folder, does, timeoutSeconds, secret: keys, kicks } = descriptor;
    const projects = projectsIn(configuration);
    const [{ project: only, options }] = projects;
    const hasProjects = only !== undefined;
    const token = new RegionalFunction(this, descriptor.constructOfFunction ?? 'Token', {
      folder,
      byProject: hasProjects,
      description: `Stagepass: ${does}`,
      logsDays,
      traced,
      ...(timeoutSeconds !== undefined && { timeout: Duration.seconds(timeoutSeconds) }),
      files: { ...rights, ...(hasProjects && projectsFile(descriptor, projects)) },
      environment: hasProjects ? placesOf(descriptor) : settingsOf(descriptor, options),
    });
    this.secrets =
      props.secrets ??
      (props.primaries
        ? this.#replicas(scope, keys, projects, props.primaries)
        : this.#makeSecrets(scope, keys, projects, props));
    if (hasProjects) token.readsSecrets(this.secrets);
    else for (const secret of Object.values(this.secrets)) token.readsSecret(secret);
    if (kicks !== undefined) changesDeniedUsers(token, stageName, isDenyListReplicated);
    this.function = token.function;
  }

  #replicas(
    scope: Construct,
    keys: ProviderSecret,
    projects: readonly ConfiguredProject[],
    primaries: ProjectSecrets,
  ): ProjectSecrets {
    const replicas = Object.entries(primaries).map(([project, primary]): [string, ISecret] => [
      project,
      replicaOf(this, `Replica-${project}`, primary),
    ]);
    const secrets = Object.fromEntries(replicas);
    for (const { project } of projects) {
      new CfnOutput(scope, providerReplicaOutput(projectOwner(keys.owner, project)), {
        value: secrets[project ?? DEFAULT_PROJECT]?.secretArn ?? '',
      });
    }
    return secrets;
  }

  #makeSecrets(
    scope: Construct,
    keys: ProviderSecret,
    projects: readonly ConfiguredProject[],
    { replicaRegions }: Pick<ProviderFunctionProps, 'replicaRegions'>,
  ): ProjectSecrets {
    const secrets: Record<string, ISecret> = {};
    for (const { project } of projects) {
      const secret = providerSecret(this, keys, project, replicaRegions);
      new CfnOutput(scope, providerSecretOutput(projectOwner(keys.owner, project)), {
        value: secret.secretArn,
      });
      secrets[project ?? DEFAULT_PROJECT] = secret;
    }
    return secrets;
  }
}

/** The variables with the function's part of a configuration. */
function settingsOf(
  { url, kicks, options }: FunctionDescriptor<object>,
  configuration: object,
): Record<string, string> {
  return {
    ...(url && { [url.variable]: url.of(configuration) }),
    ...(kicks && { [kicks.sandboxVariable]: '' }),
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
function placesOf({ url, kicks }: FunctionDescriptor<object>): Record<string, string> {
  return { ...(url && { [url.variable]: '{}' }), ...(kicks && { [kicks.sandboxVariable]: '{}' }) };
}
