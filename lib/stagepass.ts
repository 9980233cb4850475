import { Annotations, ArnFormat, NestedStack, Stack, Tags, Validations } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DEFAULT_PROJECT } from '../api/project-parameter.ts';
import type { Audience } from '../api/route.ts';
import { routes } from '../lambda/contract.ts';
import { providers } from '../lambda/providers.ts';
import { checkProviderList } from './config/check-provider-list.ts';
import { ConfigError, type StagepassConfig, selectStage } from './config/config.ts';
import { fullStageName, hyphenated, partsOf } from './config/full-stage-name.ts';
import { otherRegions } from './config/regions.ts';
import { guardInOneRegion } from './config/replica-regions.ts';
import { callersWithPassword, type StageConfig } from './config/stage.ts';
import { unlimitedUsers } from './config/unlimited-users.ts';
import { unreached } from './config/unreached.ts';
import { unsaidPlaces } from './config/where-callers-are.ts';
import { type EdgePart, makeEdgePart } from './edge-part.ts';
import { checkForeignStack, nameOutputs } from './foreign-stack.ts';
import { DeploymentLimits } from './operations/deployment-limits.ts';
import { FunctionMetrics } from './operations/function-metrics.ts';
import { StageMetrics } from './operations/stage-metrics.ts';
import { setOwnFlags } from './own-flags.ts';
import { OwnStack } from './own-stack.ts';
import { addOwnTag } from './own-tags.ts';
import { makeRegionalPart, type RegionalPart } from './regional-part.ts';
import { callerSecretName, EDGE_REGION } from './secrets/secret-names.ts';
import { apiStackName, edgeStackName } from './stack-names.ts';

export interface StagepassProps {
  /** Which stage of the configuration. */
  readonly stage: string;
  /** What `stagepass.config.ts` exports. */
  readonly config: StagepassConfig;
}

/** Topics of an app's own. An alarm can only notify a topic in its own region. */
export interface AlarmTopics {
  /** For the alarms of the APIs, in the stage's (first) region. */
  readonly api?: ITopic;
  /** For those of the APIs in its second region. */
  readonly secondApi?: ITopic;
  /** For the alarms of the distribution and of rotations, in us-east-1. */
  readonly edge?: ITopic;
}

/** The parts, and where they are. */
interface Made {
  /** In the first region. */
  readonly regional: RegionalPart;
  readonly regionalScope: Construct;
  /** Of the part in the second region, if the stage has one. */
  readonly secondScope?: Construct;
  readonly edge: EdgePart;
  readonly edgeScope: Construct;
}

/**
 * A stage of Stagepass. In an app, or in a CDK stage, it makes two stacks beside itself: the regional APIs, and the edge
 * before them. In a stack it makes its resources there; that stack must be in us-east-1.
 *
 * Tags, feature flags and checks are set on these resources alone.
 */
export class Stagepass extends Construct {
  /** What clients call, such as `https://d111111abcdef8.cloudfront.net`, without a slash at the end. */
  readonly url: string;
  readonly distribution: Distribution;
  /** API Gateway's APIs by audience, in the stage's first region. They answer only what comes through the distribution. */
  readonly apis: Readonly<Record<Audience, RestApi>>;
  readonly metrics: StageMetrics;
  /** All alarms of the stage; none unless the configuration has `alarms`. */
  readonly alarms: readonly Alarm[];
  /**
   * The stack of the APIs and the stack of the distribution: the same one where Stagepass is in a stack. A stage with two
   * regions has another one with APIs.
   */
  readonly stacks: { readonly api: Stack; readonly edge: Stack; readonly secondApi?: Stack };
  readonly #stageName: string;
  readonly #stage: StageConfig;
  readonly #made: Made;
  readonly #functionMetrics: FunctionMetrics;
  readonly #callerSecrets = new Map<string, ISecret>();

  /** @throws ConfigError when the configuration is wrong, has no such stage, or doesn't fit the stack. */
  constructor(scope: Construct, id: string, { stage: asked, config }: StagepassProps) {
    super(scope, id);
    // Before the configuration: a provider’s fault isn’t told as one of stagepass.config.ts.
    checkProviderList(providers, routes);
    this.#stage = selectStage(config, asked);
    this.#stageName = fullStageName(asked, this.#stage);
    this.#functionMetrics = new FunctionMetrics(this.#stageName);
    const foreign = scope.node.scopes.findLast(Stack.isStack);
    this.#made = foreign === undefined ? this.#inOwnStacks(scope) : this.#inStack(foreign);
    const { regional, regionalScope, secondScope, edge, edgeScope } = this.#made;
    const parts = [regionalScope, ...(secondScope ? [secondScope] : []), edgeScope];
    this.stacks = {
      api: Stack.of(regionalScope),
      edge: Stack.of(edgeScope),
      ...(secondScope && { secondApi: Stack.of(secondScope) }),
    };
    this.#warn(regionalScope);
    this.#tag([...parts, edge.console.copier]);
    const nested = parts.flatMap(({ node }) => node.findAll().filter(NestedStack.isNestedStack));
    Validations.of(this).addPlugins(
      new DeploymentLimits(
        [...new Set(parts.map(Stack.of))].map((stack) => [
          stack,
          nested.filter(({ nestedStackParent }) => nestedStackParent === stack),
        ]),
      ),
    );

    const { tokens } = edge;
    this.url = `https://${tokens.host}`;
    this.distribution = tokens.distribution;
    this.apis = { client: regional.apis.client.restApi, admin: regional.apis.admin.restApi };
    this.metrics = new StageMetrics({
      stageName: this.#stageName,
      stage: this.#stage,
      tokens,
      apis: regional.apis,
      functions: this.#functionMetrics,
    });
    this.alarms = parts.flatMap(alarmsIn);
  }

  /**
   * The secret with a caller's `{"username", "password"}`, in us-east-1. A function in another region must read it there.
   *
   * @throws ConfigError when the stage has no such caller, or the caller has no password.
   */
  callerSecret(caller: string): ISecret {
    const callers = callersWithPassword(this.#stage);
    if (!callers.includes(caller)) {
      throw new ConfigError(`no caller with a password is called "${caller}": the stage has ${listed(callers)}`);
    }
    const there = this.#callerSecrets.get(caller);
    if (there !== undefined) return there;
    // By its name, which is known: a reference to the resource wouldn't work in stacks of all regions.
    const arn = Stack.of(this.#made.edgeScope).formatArn({
      service: 'secretsmanager',
      region: EDGE_REGION,
      resource: 'secret',
      resourceName: callerSecretName(this.#stageName, caller),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const secret = Secret.fromSecretPartialArn(this.#made.edgeScope, `Named-${caller}`, arn);
    this.#callerSecrets.set(caller, secret);
    return secret;
  }

  /**
   * The secret with a provider's keys, in the stage's region.
   *
   * @param provider as `npx stagepass secrets` names it: `agora`, or `millicast-viewer` for a second one of a provider.
   * @param project where the provider has projects.
   * @throws ConfigError when the stage has no such secret.
   */
  providerSecret(provider: string, project: string = DEFAULT_PROJECT): ISecret {
    const { secrets } = this.#made.regional.functions;
    const owner = [...secrets.keys()].find((name) => hyphenless(name) === hyphenless(provider));
    if (owner === undefined) {
      throw new ConfigError(`no secret is that of "${provider}": the stage has ${listed([...secrets.keys()])}`);
    }
    const byProject = secrets.get(owner) ?? {};
    const secret = byProject[project];
    if (secret !== undefined) return secret;
    throw new ConfigError(`${provider} has no project "${project}": it has ${listed(Object.keys(byProject))}`);
  }

  /**
   * Lets the stage's alarms notify topics of the app, when they begin and when they end. Put the topics into a stack that
   * uses nothing of the stage, since the stage's stacks depend on it then.
   *
   * @throws ConfigError when the stage has no alarms, or the topics don’t fit its regions.
   */
  notify({ api, secondApi, edge }: AlarmTopics): void {
    if (this.alarms.length === 0) {
      throw new ConfigError(`stage ${this.#stageName} has no alarms: give it alarms: {}`);
    }
    const { regionalScope, secondScope, edgeScope } = this.#made;
    if (secondApi !== undefined && secondScope === undefined) {
      throw new ConfigError(`stage ${this.#stageName} has one region, so nothing would notify secondApi`);
    }
    if (api !== undefined && secondApi === undefined && secondScope !== undefined) {
      const { region } = Stack.of(secondScope);
      throw new ConfigError(
        `stage ${this.#stageName} has APIs in ${region}, too, whose alarms would notify nobody: give secondApi, a topic there`,
      );
    }
    for (const [topic, part] of [
      [api, regionalScope],
      [secondApi, secondScope],
      [edge, edgeScope],
    ] as const) {
      if (topic === undefined || part === undefined) continue;
      for (const alarm of alarmsIn(part)) {
        alarm.addAlarmAction(new SnsAction(topic));
        alarm.addOkAction(new SnsAction(topic));
      }
    }
  }

  #inOwnStacks(scope: Construct): Made {
    const [stageName, stage, metrics] = [this.#stageName, this.#stage, this.#functionMetrics];
    // Without an account, the stacks go to the one whose credentials deploy them.
    const account = stage.account !== undefined && { account: stage.account };
    const regionalScope = new OwnStack(scope, apiStackName(stageName), {
      description: `Stagepass ${stageName}: token functions and their APIs`,
      env: { ...account, region: stage.region },
    });
    const regional = makeRegionalPart(regionalScope, { stageName, stage, region: stage.region, metrics });
    const [secondRegion] = otherRegions(stage);
    const secondScope =
      secondRegion === undefined
        ? undefined
        : new OwnStack(scope, apiStackName(stageName, secondRegion), {
            description: `Stagepass ${stageName}: token functions and their APIs, in a second region`,
            env: { ...account, region: secondRegion },
            crossRegionReferences: true,
          });
    const second =
      secondScope &&
      makeRegionalPart(secondScope, { stageName, stage, region: secondScope.region, metrics, first: regional });
    const edgeScope = new OwnStack(scope, edgeStackName(stageName), {
      description: `Stagepass ${stageName}: the guard and the one URL`,
      env: { ...account, region: EDGE_REGION },
      crossRegionReferences: true,
    });
    const apis = [regional.apis, ...(second ? [second.apis] : [])] as const;
    const edge = makeEdgePart(edgeScope, { stageName, stage, metrics, apis });
    return { regional, regionalScope, ...(secondScope && { secondScope }), edge, edgeScope };
  }

  #inStack(stack: Stack): Made {
    const [stageName, stage, metrics] = [this.#stageName, this.#stage, this.#functionMetrics];
    checkForeignStack(stack, stage);
    const other = stack.node.findAll().find((each) => each instanceof Stagepass && each !== this);
    if (other !== undefined) {
      throw new ConfigError(
        `${stack.node.path} has a Stagepass already, ${other.node.path}: put this one into another`,
      );
    }
    setOwnFlags(this);
    const regionalScope = new Construct(this, 'Api');
    const regional = makeRegionalPart(regionalScope, { stageName, stage, region: stage.region, metrics });
    const edgeScope = new Construct(this, 'Edge');
    const names = hyphenated(stageName);
    const edge = makeEdgePart(edgeScope, {
      stageName,
      stage,
      metrics,
      apis: [regional.apis],
      namesInForeignStack: names,
    });
    nameOutputs(this);
    return { regional, regionalScope, edge, edgeScope };
  }

  #warn(at: Construct): void {
    for (const path of unlimitedUsers(this.#stage)) {
      const warning = `${path} limits nobody: each of this caller’s users may get tokens in the names of others. With ['{user}'] they get only their own; ['*'] says that this is on purpose.`;
      Annotations.of(at).addWarningV2(`stagepass:${path}`, warning);
    }
    const warnings = { ...unreached(this.#stage), ...unsaidPlaces(this.#stage), ...guardInOneRegion(this.#stage) };
    for (const [path, warning] of Object.entries(warnings)) {
      Annotations.of(at).addWarningV2(`stagepass:${path}`, warning);
    }
  }

  #tag(own: readonly Construct[]): void {
    const { name: app, stage } = partsOf(this.#stageName);
    for (const construct of own) {
      for (const [key, value] of Object.entries(this.#stage.tags)) Tags.of(construct).add(key, value);
      for (const [key, value] of Object.entries({ app, stage })) addOwnTag(construct, key, value);
    }
  }
}

function alarmsIn(part: Construct): Alarm[] {
  return part.node.findAll().filter((each) => each instanceof Alarm);
}

function hyphenless(name: string): string {
  return name.replaceAll('-', '').toLowerCase();
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
