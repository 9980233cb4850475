import * as v from 'valibot';
import { inProjects } from '../../api/in-projects.ts';
import { projectUnnamed } from '../../api/project-parameter.ts';
import type { Route } from '../../api/route.ts';
import { enabledRoutes } from '../../lambda/contract.ts';
import { type ProviderId, type ProviderSchemas, providers } from '../../lambda/providers.ts';
import { isRemoteWith, secretsOf } from '../../lambda/shared/providers/provider.ts';
import { named } from '../../lambda/shared/settings/named.ts';
import { section, wholeNumberOf, yesOrNo } from '../../lambda/shared/settings/options.ts';
import { CallerConfig, type PerUser } from './caller.ts';
import { CallersInStack, roomForLimits } from './callers-in-stack.ts';
import { faultsOf, type Offer } from './check-rights.ts';
import { exampleWith } from './example.ts';
import { DEFAULT_NAME } from './full-stage-name.ts';
import { type IssuerConfig, Issuers } from './issuers.ts';
import { limitsInStack } from './limits-in-stack.ts';
import { perUserFaults } from './per-user-faults.ts';
import { variableClashes } from './project-variables.ts';
import { plainOrProjects, projectNames, projectsIn } from './projects.ts';
import { regionFields, saysRegionsOnce, withRegions } from './regions.ts';
import { ReplicaRegions } from './replica-regions.ts';
import { ResourceTags } from './tags.ts';
import type { CallerToken } from './token-caller.ts';
import { tokenFaults } from './token-faults.ts';

/**
 * How much a stage may have of each, so that it can be deployed whatever else is on: a stack may have 500 resources and
 * 200 outputs, and a function 4 KB of environment variables. Each synth also measures the result (deployment-limits.ts).
 */
export const mostOf = {
  /**
   * What is too many for the stack itself is in nested stacks. CloudFormation changes no more than 2,500 resources in one
   * deployment of a stack and those in it: with five resources a caller in two stacks, 500 leave room to spare.
   */
  callers: 500,
  origins: 100,
  emails: 20,
  /** Bytes of one provider's options, or of one project's, as JSON. */
  optionBytes: 3_000,
  /**
   * Secrets of projects, of all providers together, beside those of the first projects: a resource and an output each.
   * The resources are among the limits' own: three secrets leave room for one limit less in the stack itself.
   */
  projectSecrets: 60,
} as const;

function upTo<T extends unknown[]>(most: number, names: string, list: v.GenericSchema<unknown, T>) {
  return v.pipe(
    list,
    v.check((given) => given.length <= most, `${most} ${names} at most`),
  );
}

const ORIGIN =
  'an origin as a browser sends it, of 270 characters at most, such as https://app.example.com or http://localhost:5173';

/** CORS with credentials doesn't work with `*`, so each origin is named. An origin has neither path nor final slash. */
const Origin = v.pipe(
  v.string(ORIGIN),
  v.check((text) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text, ORIGIN),
  v.maxLength(270, ORIGIN),
);

/** With hyphens, `acme` with the stage `eu-prod` and `acme-eu` with `prod` would have the same stacks. */
const APP_NAME =
  'a name of 1 to 32 small letters and digits, letter first, without hyphens (in the names of stacks, the first hyphen ends it)';

const PERCENT = 'a number from 0 to 100';

const ACCOUNT = 'the 12 digits of an AWS account, in quotes';

/** A caller's name is its user name in Basic auth, and part of the names of a secret and an output. */
const CallerName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]{0,31}$/, 'a name of 1 to 32 small letters, digits and hyphens that starts with a letter'),
);

const DOMAIN_NAME = 'a domain name in small letters, such as tokens.example.com';

const DomainName = v.pipe(
  v.string(DOMAIN_NAME),
  v.regex(/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, DOMAIN_NAME),
);

/** A domain in place of CloudFront's own. Synth looks up nothing in AWS, so certificate and zone are given in full. */
const Domain = v.pipe(
  section({
    name: v.pipe(
      DomainName,
      v.description(
        'The name of the URL. With it, TLS is 1.2 or newer (CloudFront’s policy `TLSv1.2_2025`); CloudFront’s own name also allows older versions.',
      ),
    ),
    certificateArn: v.pipe(
      v.string(),
      v.regex(
        /^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/,
        'the ARN of a certificate in us-east-1: arn:aws:acm:us-east-1:ACCOUNT:certificate/ID',
      ),
      v.description('The ACM certificate for that name. CloudFront takes certificates from us-east-1 only.'),
    ),
    hostedZone: v.optional(
      v.pipe(
        section({
          id: v.pipe(
            v.string(),
            v.regex(/^Z[A-Z0-9]{1,31}$/, 'the id of a Route 53 hosted zone, such as Z0123456789ABC'),
            v.description('The zone’s id.'),
          ),
          name: v.pipe(DomainName, v.description('The zone’s name: `domain.name` itself, or what it ends with.')),
        }),
        v.description(
          'The Route 53 zone that gets the A and AAAA records. Without one, make the record yourself: the output `DomainTarget` says where it must point.',
        ),
      ),
    ),
  }),
  v.forward(
    v.check(
      ({ name, hostedZone }) =>
        hostedZone === undefined || name === hostedZone.name || name.endsWith(`.${hostedZone.name}`),
      'the zone that name is in',
    ),
    ['hostedZone'],
  ),
  v.description('A domain of your own for the URL. By default it is one of CloudFront’s.'),
);

/** For how many days CloudWatch Logs can keep a log. */
const logDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653] as const;

/** Where passwords rotate, the old one must work for at least this long, so that its holder can fetch the new one. */
const MIN_GRACE_SECONDS = 300;

/** Two callers whose outputs would have the same name, since those have no hyphens. Disabled callers have no output. */
function namesakes(callers: Readonly<Record<string, CallerConfig>>): [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const [name, { disabled }] of Object.entries(callers)) {
    if (disabled) continue;
    const output = name.replaceAll('-', '');
    const other = seen.get(output);
    if (other !== undefined) return [other, name];
    seen.set(output, name);
  }
  return undefined;
}

const configurations = Object.fromEntries(
  providers.map(({ id, configuration }) => [id, v.optional(plainOrProjects(configuration))]),
) as {
  readonly [P in ProviderId]: v.OptionalSchema<ReturnType<typeof plainOrProjects<ProviderSchemas[P]>>, undefined>;
};

/** docs/configuration.md is made of the descriptions: they are Markdown, with links relative to docs/. */
const Fields = section({
  ...regionFields,
  account: v.optional(
    v.pipe(
      v.string(ACCOUNT),
      v.regex(/^\d{12}$/, ACCOUNT),
      v.description(
        'The account that the stage belongs to. A deployment with the credentials of another account is refused. By default, any account will do.',
      ),
    ),
  ),
  name: v.optional(
    v.pipe(
      v.string(APP_NAME),
      v.regex(/^[a-z][a-z0-9]{0,31}$/, APP_NAME),
      v.description(
        'What all names of the stage in AWS begin with: its stacks, secrets (`NAME/STAGE/…`), APIs and dashboard. Two apps with stages of the same name in one account need two names. **To change it on a deployed stage makes everything anew**: another URL, other passwords, and secrets for providers’ keys that are empty.',
      ),
    ),
    DEFAULT_NAME,
  ),
  providers: v.pipe(
    section(configurations),
    v.check((given) => Object.values(given).some((options) => options !== undefined), 'at least one provider'),
    v.description(
      'The providers that the stage has, each with its options: see [Providers](#providers). A provider that isn’t named here adds no function, no secret and no route.',
    ),
  ),
  allowedOrigins: v.optional(
    v.pipe(
      upTo(mostOf.origins, 'origins', v.array(Origin, 'a list of origins')),
      v.description(
        `The web origins whose pages may call, as a browser sends them: \`https://app.example.com\`. At most ${mostOf.origins}.`,
      ),
    ),
    [],
  ),
  issuers: Issuers,
  callers: v.pipe(
    named(CallerName, CallerConfig, 'an object of callers by name'),
    v.check((callers) => Object.keys(callers).length > 0, 'at least one caller'),
    v.check(
      (callers) => namesakes(callers) === undefined,
      ({ input }) => `names that differ in more than hyphens: not both ${namesakes(input)?.join(' and ')}`,
    ),
    v.check((callers) => Object.keys(callers).length <= mostOf.callers, `${mostOf.callers} callers at most`),
    v.description(
      `Who may call, by user name: at most ${mostOf.callers}. Each gets a generated password, in the secret \`stagepass/STAGE/caller/NAME\`, unless its requests have the [token of a signed-in user](signed-in-users.md).`,
    ),
  ),
  callersInStack: CallersInStack,
  passwords: v.optional(
    section({
      graceSeconds: v.optional(
        v.pipe(
          wholeNumberOf('seconds', 0, 7 * 86_400),
          v.description(
            'How long the previous password still works after a rotation, counted from when the new one came into use.',
          ),
        ),
        3_600,
      ),
      ttlSeconds: v.optional(
        v.pipe(
          wholeNumberOf('seconds', 1, 3_600),
          v.description(
            'How long an edge location uses a password that it has read. A revoked one works no longer than this.',
          ),
        ),
        300,
      ),
      staleSeconds: v.optional(
        v.pipe(
          wholeNumberOf('seconds', 0, 86_400),
          v.description(
            'How much longer the edge location may use it while Secrets Manager can’t be read. After that it answers 503.',
          ),
        ),
        3_600,
      ),
    }),
    {},
  ),
  rotation: v.optional(
    section({
      passwordsEveryDays: v.optional(
        v.pipe(
          wholeNumberOf('days', 1, 365),
          v.description(
            `After how many days each caller gets a new password ([how](rotation.md)). Needs a grace time of at least ${MIN_GRACE_SECONDS} s.`,
          ),
        ),
      ),
      originEveryDays: v.optional(
        v.pipe(
          wholeNumberOf('days', 1, 365),
          v.description('After how many days CloudFront gets a new value for the header that it proves itself with.'),
        ),
      ),
    }),
    {},
  ),
  apiGatewayLogging: v.optional(
    v.pipe(
      v.picklist(['managed', 'existing'], 'managed or existing'),
      v.description(
        'Who allows API Gateway to write logs. It is one setting for a whole account and region: either this stage’s stack makes it (`managed`), or it is there already (`existing`). [Several stages](operations.md#several-stages-in-an-account) in one region need it once.',
      ),
    ),
    'managed',
  ),
  throttling: v.optional(
    section({
      rate: v.optional(
        v.pipe(
          wholeNumberOf('requests', 1, 10_000),
          v.description('Requests per second that API Gateway lets through to each route, in the long run.'),
        ),
        100,
      ),
      burst: v.optional(
        v.pipe(wholeNumberOf('requests', 1, 5_000), v.description('Requests at once to each route.')),
        200,
      ),
    }),
    {},
  ),
  waf: v.optional(
    v.pipe(
      section({
        ratePerIp: v.pipe(
          wholeNumberOf('requests', 10, 2_000_000_000),
          v.description('How many requests one address may make in five minutes. What comes beyond is refused.'),
        ),
      }),
      v.description(
        'A web ACL in front of the distribution: a limit for each address, and AWS’s core rules ([more](#the-web-acl)). It has a price of its own.',
      ),
    ),
  ),
  domain: v.optional(Domain),
  alarms: v.optional(
    v.pipe(
      section({
        emails: v.optional(
          v.pipe(
            upTo(
              mostOf.emails,
              'addresses',
              v.array(v.pipe(v.string(), v.email('an e-mail address')), 'a list of e-mail addresses'),
            ),
            v.description(`Who gets a mail: at most ${mostOf.emails}. Each address must confirm once for each topic.`),
          ),
          [],
        ),
      }),
      v.description(
        '`{}` makes the [alarms](operations.md#alarms) and, in each region, an SNS topic that they notify (outputs `AlarmTopicApi`, `AlarmTopicEdge`).',
      ),
    ),
  ),
  traces: v.optional(
    section({
      percent: v.optional(
        v.pipe(
          v.number(PERCENT),
          v.check((percent) => percent >= 0 && percent <= 100, PERCENT),
          v.description(
            'Of how many requests in a hundred X-Ray keeps a [trace](operations.md#look): `0.1` is one in a thousand. With `0`, tracing is off.',
          ),
        ),
        1,
      ),
    }),
    {},
  ),
  edge: v.optional(section({ replicaRegions: v.optional(ReplicaRegions) }), {}),
  dashboard: yesOrNo(false, 'Whether there is a CloudWatch dashboard, called `Stagepass-STAGE`.'),
  logSubjects: yesOrNo(
    true,
    'Whether the functions’ logs say what a token is for: its channel, stream and user. A user’s name is personal data.',
  ),
  retention: v.optional(
    section({
      logsDays: v.optional(
        v.pipe(
          v.picklist(logDays, `one of ${logDays.join(', ')} (days)`),
          v.description('How long CloudWatch keeps the logs.'),
        ),
        30,
      ),
      providerSecrets: v.optional(
        v.pipe(
          v.picklist(['keep', 'delete'], 'keep or delete'),
          v.description(
            'What happens to a provider’s secret, and the keys in it, when its provider is taken out or the stage is destroyed. `delete` is immediate and final. A kept one can be [deleted later](operations.md#take-a-provider-out).',
          ),
        ),
        'keep',
      ),
    }),
    {},
  ),
  tags: v.optional(ResourceTags, {}),
});

/** What one stage deploys. Every field with a default may be left out. */
export const StageConfig = v.pipe(
  Fields,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { callers, providers: configured } = dataset.value;
    for (const [name, options = {}] of Object.entries(configured)) {
      for (const { project, options: own } of projectsIn(options)) {
        if (Buffer.byteLength(JSON.stringify(own)) <= mostOf.optionBytes) continue;
        const message = `fewer or shorter options: ${mostOf.optionBytes} bytes at most, written as JSON`;
        const path = project === undefined ? [] : ['projects', project];
        addIssue({ message, ...whatIsAt(dataset.value, ['providers', name, ...path]) });
      }
    }
    const secrets = projectSecrets(configured);
    if (secrets > mostOf.projectSecrets) {
      const message = `${mostOf.projectSecrets} secrets at most that projects add, over all providers, but these add ${secrets}`;
      addIssue({ message, ...whatIsAt(dataset.value, ['providers']) });
    }
    for (const [field, named = []] of Object.entries(dataset.value.callersInStack)) {
      const unknown = named.find((name) => !Object.hasOwn(callers, name));
      if (unknown === undefined) continue;
      const message = `names of callers of the stage, which has no ${unknown}`;
      addIssue({ message, ...whatIsAt(dataset.value, ['callersInStack', field]) });
    }
    const limits = limitsInStack(dataset.value).size;
    const room = roomForLimits(secrets);
    if (secrets > 0 && secrets <= mostOf.projectSecrets && limits > room) {
      const message = `${room} callers at most: beside the secrets that projects add (${secrets}), a stack has no room for ${limits} limits. The plans of callers that aren’t listed are made anew in nested stacks: see docs/operations.md, Many callers`;
      addIssue({ message, ...whatIsAt(dataset.value, ['callersInStack', 'limits']) });
    }
    for (const { provider, project, variable } of variableClashes(configured, Object.keys(callers))) {
      const message = `another name: ${variable}, which would be a variable of this project, is one of something else`;
      addIssue({ message, ...whatIsAt(dataset.value, ['providers', provider, 'projects', project]) });
    }
    for (const { path, expected } of [...tokenFaults(dataset.value), ...perUserFaults(callers)]) {
      addIssue({ message: expected, ...whatIsAt(dataset.value, path) });
    }
    for (const [name, caller] of Object.entries(callers)) {
      for (const { path, expected } of faultsOf(caller, configured, hasSignedInUsers({ callers }))) {
        addIssue({ message: expected, ...whatIsAt(dataset.value, ['callers', name, 'rights', ...path]) });
      }
    }
  }),
  v.forward(
    v.partialCheck(
      [
        ['rotation', 'passwordsEveryDays'],
        ['passwords', 'graceSeconds'],
      ],
      ({ rotation, passwords }) =>
        rotation.passwordsEveryDays === undefined || passwords.graceSeconds >= MIN_GRACE_SECONDS,
      `at least ${MIN_GRACE_SECONDS} seconds where passwords rotate`,
    ),
    ['passwords', 'graceSeconds'],
  ),
  v.forward(v.partialCheck([['region'], ['regions']], saysRegionsOnce, 'region or regions, not both'), ['regions']),
  v.forward(
    v.partialCheck(
      [['account'], ['domain']],
      ({ account, domain }) =>
        account === undefined || domain === undefined || domain.certificateArn.split(':')[4] === account,
      'the ARN of a certificate in the stage’s account',
    ),
    ['domain', 'certificateArn'],
  ),
  v.transform(withRegions),
);
export type StageConfig = v.InferOutput<typeof StageConfig>;
export type StageInput = v.InferInput<typeof StageConfig>;

/** The callers that aren't disabled, with their names. A disabled one has only its secret, key and usage plan. */
export function enabledCallers({ callers }: Pick<StageConfig, 'callers'>): [string, CallerConfig][] {
  return Object.entries(callers).filter(([, { disabled }]) => !disabled);
}

/** The names of the callers that have a password, disabled ones too. */
export function callersWithPassword({
  callers,
}: {
  readonly callers: Readonly<Record<string, Pick<StageInput['callers'][string], 'token'>>>;
}): string[] {
  return Object.keys(callers).filter((name) => callers[name]?.token === undefined);
}

/** Whether the stage has callers of signed-in users. A disabled one counts: its users' blocks are kept. */
export function hasSignedInUsers({ callers }: Pick<StageConfig, 'callers'>): boolean {
  return Object.values(callers).some(({ token }) => token !== undefined);
}

/** The callers that aren't disabled and have a password. */
export function passwordCallers(stage: Pick<StageConfig, 'callers'>): [string, CallerConfig][] {
  return enabledCallers(stage).filter(([, { token }]) => token === undefined);
}

type TokenCallerConfig = CallerConfig & { readonly token: CallerToken };

/**
 * The callers whose requests have a user's token, in the order of the configuration. Disabled ones too: otherwise their
 * users would get the rights of a later caller.
 */
export function callersWithToken({ callers }: Pick<StageConfig, 'callers'>): [string, TokenCallerConfig][] {
  return Object.entries(callers).flatMap(([name, caller]) =>
    caller.token === undefined ? [] : [[name, { ...caller, token: caller.token }]],
  );
}

/** Those of them that aren't disabled. */
export function tokenCallers(stage: Pick<StageConfig, 'callers'>): [string, TokenCallerConfig][] {
  return callersWithToken(stage).filter(([, { disabled }]) => !disabled);
}

/** How often each signed-in user may ask. It is the same for all callers with a token, also where they are disabled. */
export function perUserLimit({ callers }: Pick<StageConfig, 'callers'>): PerUser | undefined {
  return Object.values(callers).find(({ limit }) => limit?.perUser !== undefined)?.limit?.perUser;
}

export function isTraced({ traces }: Pick<StageConfig, 'traces'>): boolean {
  return traces.percent > 0;
}

export function hasWebAcl(stage: Pick<StageConfig, 'callers' | 'waf'>): boolean {
  return stage.waf !== undefined || perUserLimit(stage) !== undefined;
}

/** The issuers that callers name, by name: the guard has no use for the keys of others. */
export function usedIssuers(stage: Pick<StageConfig, 'callers' | 'issuers'>): Record<string, IssuerConfig> {
  const used = new Set(callersWithToken(stage).map(([, { token }]) => token.issuer));
  return Object.fromEntries(Object.entries(stage.issuers).filter(([name]) => used.has(name)));
}

/** The providers that the stage has. */
export function enabledProviders({ providers: configured }: Pick<StageConfig, 'providers'>) {
  return providers.filter(({ id }) => configured[id] !== undefined);
}

/**
 * The routes that the stage has, with examples that are answered well there. Those of a provider with projects take a
 * parameter for the project.
 */
export function stageRoutes(stage: Pick<StageConfig, 'providers'> & Partial<Pick<StageConfig, 'callers'>>): Route[] {
  const { callers = {} } = stage;
  const ids = enabledProviders(stage).map(({ id }) => id);
  return enabledRoutes(ids, hasSignedInUsers({ callers })).map((route) => {
    const configured = stage.providers[route.provider as ProviderId];
    if (configured === undefined) return route;
    const projects = projectNames(configured);
    const own = {
      ...route,
      example: exampleWith(configured, route, projects && (projectUnnamed(projects) ?? projects[0])),
    };
    return projects === undefined ? own : inProjects(own, projects);
  });
}

/** The ids of the stage's providers that are called over the network. For the others, the functions sign the tokens. */
export function remoteProviders(stage: Pick<StageConfig, 'providers'>): ProviderId[] {
  return enabledProviders(stage).flatMap((provider) => {
    const { id } = provider;
    const isRemote = projectsIn(stage.providers[id] ?? {}).some(({ options }) => isRemoteWith(provider, options));
    return isRemote ? [id] : [];
  });
}

/** How many secrets the stage's projects add: as many as the provider has, beside those of the first project. */
export function projectSecrets(configured: Offer): number {
  return providers.reduce(
    (sum, { id, functions }) =>
      sum + secretsOf(functions).length * Math.max(0, (projectNames(configured[id])?.length ?? 0) - 1),
    0,
  );
}

/** The path of an issue, in valibot's form. */
function whatIsAt(root: object, keys: readonly (string | number)[]) {
  let value: unknown = root;
  const path = keys.map((key) => {
    const input = value as Record<string | number, unknown>;
    value = input[key];
    return { type: 'object', origin: 'value', input, key, value } as const;
  });
  return { input: value, path: path as [v.IssuePathItem, ...v.IssuePathItem[]] };
}
