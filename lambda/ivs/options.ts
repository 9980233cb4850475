import * as v from 'valibot';
import { lifetimeBetween } from '../shared/rights/lifetime.ts';
import { named } from '../shared/settings/named.ts';
import { HttpsUrl, section } from '../shared/settings/options.ts';
import { STAGE_NAME, STAGE_NAME_EXPECTED } from './stage-name.ts';

/** IVS refuses a token that ends more than 14 days after it was made. */
const MAX_SECONDS = 14 * 86_400;

const STAGE_ARN = 'a stage’s ARN: arn:aws:ivs:REGION:ACCOUNT:stage/ID';
const StageArn = v.pipe(
  v.string(STAGE_ARN),
  v.regex(/^arn:aws:ivs:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:stage\/[A-Za-z0-9-]+$/, STAGE_ARN),
  v.maxLength(128, STAGE_ARN),
);

const WSS_URL = 'a URL that starts with wss://';
const WssUrl = v.pipe(
  v.string(WSS_URL),
  v.check((text) => URL.canParse(text) && isPlainWss(text, new URL(text)), `${WSS_URL} and holds no credentials`),
  v.maxLength(500, 'a URL of 500 characters at most'),
);

/** As plain as `HttpsUrl`. A browser opens no URL with a # for events. */
function isPlainWss(text: string, { username, password }: URL): boolean {
  return /^wss:\/\/(?![/:@])[!"$-[\]-~]+$/.test(text) && username === '' && password === '';
}

const Stage = section({
  arn: v.pipe(StageArn, v.description('Its ARN.')),
  eventsUrl: v.pipe(WssUrl, v.description('Its endpoint for events: `endpoints.events` of `get-stage`.')),
  whipUrl: v.pipe(HttpsUrl, v.description('Its endpoint for WHIP: `endpoints.whip` of `get-stage`.')),
});

/** How a stage vends IVS tokens: a part of the stage's configuration, passed to the function unchanged. */
export const IvsOptions = section({
  stages: v.pipe(
    named(
      v.pipe(v.string(), v.regex(STAGE_NAME, `a stage’s name of ${STAGE_NAME_EXPECTED}`)),
      Stage,
      'an object of stages by name',
    ),
    v.check((stages) => Object.keys(stages).length > 0, 'at least one stage'),
    v.check(
      (stages) => new Set(Object.values(stages).map(({ arn }) => regionAndAccount(arn))).size <= 1,
      'stages of one region and account, since one public key is for one',
    ),
    v.description('IVS’s stages, each by a name that callers ask for it with.'),
  ),
  lifetime: v.optional(lifetimeBetween(1, MAX_SECONDS), {}),
});
export type IvsOptions = v.InferOutput<typeof IvsOptions>;

/** Whether a public key is where the stages are: IVS finds it for no others. */
export function isOfStages(publicKeyArn: string, stages: IvsOptions['stages']): boolean {
  return Object.values(stages).every(({ arn }) => regionAndAccount(arn) === regionAndAccount(publicKeyArn));
}

/** The start of an ARN that all resources of the region and account have. */
function regionAndAccount(arn: string): string {
  return arn.split(':', 5).join(':');
}
