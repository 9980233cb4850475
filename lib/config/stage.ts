import * as v from 'valibot';
import type { Route } from '../../api/route.ts';
import { enabledRoutes } from '../../lambda/contract.ts';
import { type ProviderId, type ProviderSchemas, providers } from '../../lambda/providers.ts';
import { section, wholeNumberOf } from '../../lambda/shared/settings/options.ts';
import { CallerConfig } from './caller.ts';
import { faultsOf } from './check-rights.ts';
import { named } from './named.ts';
import { ResourceTags } from './tags.ts';

/**
 * What a stage may have, so that it can be deployed whatever else is on: a stack has 500 resources and 200 outputs, and
 * the functions' environment variables 4 KB together. Every stage is measured again as it is synthesized.
 */
export const mostOf = {
  callers: 150,
  /** Three resources each. */
  limits: 80,
  origins: 100,
  emails: 20,
  /** Bytes of one provider's options, as JSON. */
  optionBytes: 3_000,
} as const;

function upTo<T extends unknown[]>(most: number, names: string, list: v.GenericSchema<unknown, T>) {
  return v.pipe(
    list,
    v.check((given) => given.length <= most, `${most} ${names} at most`),
  );
}

const ORIGIN =
  'an origin as a browser sends it, of 270 characters at most, such as https://app.example.com or http://localhost:5173';

/** CORS is granted with credentials, so every origin is named: `*` would not do, and no path or slash belongs to one. */
const Origin = v.pipe(
  v.string(ORIGIN),
  v.check((text) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text, ORIGIN),
  v.maxLength(270, ORIGIN),
);

const REGION = 'an AWS region, such as eu-west-1';

const ACCOUNT = 'the 12 digits of an AWS account, in quotes';

/** It becomes the user name of Basic auth, part of a secret's name and of an output's. */
const CallerName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]{0,31}$/, 'a name of 1 to 32 small letters, digits and hyphens that starts with a letter'),
);

const DOMAIN_NAME = 'a domain name in small letters, such as tokens.example.com';

const DomainName = v.pipe(
  v.string(DOMAIN_NAME),
  v.regex(/^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, DOMAIN_NAME),
);

/** A domain of one's own in place of cloudfront.net's. Nothing is looked up: what isn't said here isn't known. */
const Domain = v.pipe(
  section({
    name: DomainName,
    /** CloudFront takes certificates from us-east-1 only. */
    certificateArn: v.pipe(
      v.string(),
      v.regex(
        /^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/,
        'the ARN of a certificate in us-east-1: arn:aws:acm:us-east-1:ACCOUNT:certificate/ID',
      ),
    ),
    /** The Route 53 zone that gets the records. Without one, the records are made elsewhere. */
    hostedZone: v.optional(
      section({
        id: v.pipe(
          v.string(),
          v.regex(/^Z[A-Z0-9]{1,31}$/, 'the id of a Route 53 hosted zone, such as Z0123456789ABC'),
        ),
        name: DomainName,
      }),
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
);

/** The days CloudWatch Logs can keep a log for. */
const logDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653] as const;

/** Passwords that rotate need a time in which their holders fetch the new one: a grace time of at least this. */
const MIN_GRACE_SECONDS = 300;

/** Two callers that would be one in the stack's outputs, whose names have no hyphens; who is disabled has none. */
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
  providers.map(({ id, configuration }) => [id, v.optional(configuration)]),
) as { readonly [P in ProviderId]: v.OptionalSchema<ProviderSchemas[P], undefined> };

const Fields = section({
  /** Where API and functions run. The distribution, the guard and what they need are in us-east-1 whatever this says. */
  region: v.optional(v.pipe(v.string(REGION), v.regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, REGION)), 'us-east-1'),
  /** The account that the stage is deployed to; a deployment with another's credentials is refused. Any by default. */
  account: v.optional(v.pipe(v.string(ACCOUNT), v.regex(/^\d{12}$/, ACCOUNT))),
  /** A provider that isn't named here adds no resource and no route. */
  providers: v.pipe(
    section(configurations),
    v.check((given) => Object.values(given).some((options) => options !== undefined), 'at least one provider'),
  ),
  /** The web origins whose pages may call; none by default. */
  allowedOrigins: v.optional(upTo(mostOf.origins, 'origins', v.array(Origin, 'a list of origins')), []),
  /** Who may call: user name → what they may do, and how much. Each gets a generated password. */
  callers: v.pipe(
    named(CallerName, CallerConfig, 'an object of callers by name'),
    v.check((callers) => Object.keys(callers).length > 0, 'at least one caller'),
    v.check(
      (callers) => namesakes(callers) === undefined,
      ({ input }) => `names that differ in more than hyphens: not both ${namesakes(input)?.join(' and ')}`,
    ),
    v.check((callers) => Object.keys(callers).length <= mostOf.callers, `${mostOf.callers} callers at most`),
    v.check(
      (callers) => Object.values(callers).filter(({ limit }) => limit !== undefined).length <= mostOf.limits,
      `${mostOf.limits} callers with a limit of their own at most`,
    ),
  ),
  /** How the guard at the edge treats passwords. */
  passwords: v.optional(
    section({
      /** For how long after a rotation the previous password still works. */
      graceSeconds: v.optional(wholeNumberOf('seconds', 0, 7 * 86_400), 3_600),
      /** For how long an edge location uses a password it has read. A revoked one works for this long at the most. */
      ttlSeconds: v.optional(wholeNumberOf('seconds', 1, 3_600), 300),
      /** For how much longer it may use it while Secrets Manager can't be read. */
      staleSeconds: v.optional(wholeNumberOf('seconds', 0, 86_400), 3_600),
    }),
    {},
  ),
  /** What rotates on a schedule; nothing by default. */
  rotation: v.optional(
    section({
      /** Every caller's password. */
      passwordsEveryDays: v.optional(wholeNumberOf('days', 1, 365)),
      /** The value CloudFront proves itself with. */
      originEveryDays: v.optional(wholeNumberOf('days', 1, 365)),
    }),
    {},
  ),
  /**
   * Who lets API Gateway write logs, which is one setting for the whole account and region: the stack makes it
   * (`managed`), or it is there (`existing`) by another stage's stack or the account's own means.
   */
  apiGatewayLogging: v.optional(v.picklist(['managed', 'existing'], 'managed or existing'), 'managed'),
  /** What API Gateway lets through to each route. */
  throttling: v.optional(
    section({
      /** Requests per second, in the long run. */
      rate: v.optional(wholeNumberOf('requests', 1, 10_000), 100),
      /** Requests at once. */
      burst: v.optional(wholeNumberOf('requests', 1, 5_000), 200),
    }),
    {},
  ),
  /** A web ACL before the distribution; none by default, since it has a price of its own. */
  waf: v.optional(
    section({
      /** Requests of one address in five minutes; what comes beyond is refused. */
      ratePerIp: wholeNumberOf('requests', 10, 2_000_000_000),
    }),
  ),
  /** The name of the one URL; CloudFront's own by default, with TLS as old as its certificate allows. */
  domain: v.optional(Domain),
  /** Alarms, and an SNS topic in each region that they tell; none by default. */
  alarms: v.optional(
    section({
      emails: v.optional(
        upTo(
          mostOf.emails,
          'addresses',
          v.array(v.pipe(v.string(), v.email('an e-mail address')), 'a list of e-mail addresses'),
        ),
        [],
      ),
    }),
  ),
  /** Whether there is a CloudWatch dashboard. */
  dashboard: v.optional(v.boolean('true or false'), false),
  /** Whether the functions' logs tell whom and what a token is for: channels, streams and users. */
  logSubjects: v.optional(v.boolean('true or false'), true),
  retention: v.optional(
    section({
      logsDays: v.optional(v.picklist(logDays, `one of ${logDays.join(', ')} (days)`), 30),
      /** Whether a provider's secret stays when its provider is taken out, or the stage is destroyed. */
      providerSecrets: v.optional(v.picklist(['keep', 'delete'], 'keep or delete'), 'keep'),
    }),
    {},
  ),
  /** Tags of one's own, on everything that can be tagged. */
  tags: v.optional(ResourceTags, {}),
});

/** What one stage deploys. Every field with a default may be left out. */
export const StageConfig = v.pipe(
  Fields,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { callers, providers: configured } = dataset.value;
    for (const [name, options] of Object.entries(configured)) {
      if (Buffer.byteLength(JSON.stringify(options ?? {})) <= mostOf.optionBytes) continue;
      const message = `options of ${mostOf.optionBytes} bytes at most, as JSON`;
      addIssue({ message, ...whatIsAt(dataset.value, ['providers', name]) });
    }
    for (const [name, caller] of Object.entries(callers)) {
      for (const { path, expected } of faultsOf(caller, configured)) {
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
  v.forward(
    v.partialCheck(
      [['account'], ['domain']],
      ({ account, domain }) =>
        account === undefined || domain === undefined || domain.certificateArn.split(':')[4] === account,
      'the ARN of a certificate in the stage’s account',
    ),
    ['domain', 'certificateArn'],
  ),
);
export type StageConfig = v.InferOutput<typeof StageConfig>;
export type StageInput = v.InferInput<typeof StageConfig>;

/** The callers that may ask for anything, with their names. Nobody but their secrets, keys and plans knows the others. */
export function enabledCallers({ callers }: Pick<StageConfig, 'callers'>): [string, CallerConfig][] {
  return Object.entries(callers).filter(([, { disabled }]) => !disabled);
}

/** The providers that the stage has. */
export function enabledProviders({ providers: configured }: Pick<StageConfig, 'providers'>) {
  return providers.filter(({ id }) => configured[id] !== undefined);
}

/** The routes that the stage has. */
export function stageRoutes(stage: Pick<StageConfig, 'providers'>): Route[] {
  return enabledRoutes(enabledProviders(stage).map(({ id }) => id));
}

/** The ids of those of them that are asked over the network; for the others, tokens are made of their keys here. */
export function remoteProviders(stage: Pick<StageConfig, 'providers'>): ProviderId[] {
  return enabledProviders(stage).flatMap(({ id, isRemote }) => (isRemote ? [id] : []));
}

/** Where an issue is, in the way valibot tells it. */
function whatIsAt(root: object, keys: readonly (string | number)[]) {
  let value: unknown = root;
  const path = keys.map((key) => {
    const input = value as Record<string | number, unknown>;
    value = input[key];
    return { type: 'object', origin: 'value', input, key, value } as const;
  });
  return { input: value, path: path as [v.IssuePathItem, ...v.IssuePathItem[]] };
}
