import { providerOf } from '../../lambda/providers.ts';
import { selectStage } from '../../lib/config/config.ts';
import type { StageInput } from '../../lib/config/stage.ts';
import { unlimitedUsers } from '../../lib/config/unlimited-users.ts';
import type { Answers } from './answers.ts';
import { type Placeholder, placeholdersIn } from './placeholders.ts';
import { type SignIn, signIns } from './sign-ins.ts';
import { sourceText } from './source-text.ts';

/** The stage that a new project has. */
export const STAGE = 'dev';

type Chosen = Pick<Answers, 'providers' | 'region' | 'origins' | 'signIn'>;

function signInOf({ signIn }: Pick<Chosen, 'signIn'>): SignIn | undefined {
  return signIns.find(({ id }) => id === signIn);
}

/** The stage that these answers make. It holds no more than what was chosen and what is required. */
export function configuredStage(answers: Chosen): StageInput {
  const { providers, region, origins } = answers;
  const signIn = signInOf(answers);
  const plain = {
    region,
    providers: Object.fromEntries(providers.map((id) => [id, providerOf(id).starter?.configuration ?? {}])),
    ...(origins.length > 0 && { allowedOrigins: [...origins] }),
    ...(signIn && { issuers: { app: signIn.issuer } }),
    callers: {
      client: { audience: 'client' },
      admin: { audience: 'admin' },
      ...(signIn && {
        members: { audience: 'client', token: { issuer: 'app', ...(signIn.user && { user: signIn.user }) } },
      }),
    },
  } as StageInput;
  return signIn === undefined ? plain : withOwnNamesOnly(plain);
}

/** Gives the caller of signed-in users rights to tokens in their own names, with every provider that has names. */
function withOwnNamesOnly(stage: StageInput): StageInput {
  const rights: Record<string, Record<string, string[]>> = {};
  for (const path of unlimitedUsers(selectStage({ [STAGE]: stage }, STAGE))) {
    const [provider = '', term = ''] = path.split('.').slice(-2);
    rights[provider] = { ...rights[provider], [term]: ['{user}'] };
  }
  if (Object.keys(rights).length === 0) return stage;
  const { members } = stage.callers;
  return { ...stage, callers: { ...stage.callers, ...(members && { members: { ...members, rights } }) } };
}

/** The values of a new project that a team must put its own for. */
export function placeholdersOf(answers: Chosen): Placeholder[] {
  return placeholdersIn(STAGE, configuredStage(answers));
}

/** The text of stagepass.config.ts. */
export function configurationText(answers: Chosen): string {
  const comments = {
    region: 'Where the APIs and functions run. CloudFront, the guard and the callers’ secrets are in us-east-1 always.',
    providers: 'Each adds its function, its secret for your keys, and its routes.',
    allowedOrigins: 'The pages that may ask, as browsers send their origins.',
    issuers: 'Who signs the tokens of your signed-in users.',
    callers:
      'Who may ask: back ends, with a password. A client may use the client routes, an admin the admin routes, too.',
    'callers.members': 'Your signed-in users: they ask with a token of their own, and get tokens in their own names.',
  };
  const stage = Object.fromEntries(Object.entries(comments).map(([path, text]) => [`${STAGE}.${path}`, text]));
  const placeholders = placeholdersOf(answers).map(({ path, wanted }) => [path, `Yours: ${wanted}.`]);
  const source = sourceText(
    { [STAGE]: configuredStage(answers) },
    { comments: { ...stage, ...Object.fromEntries(placeholders) } },
  );
  return `import { defineConfig } from 'stagepass/config';

/**
 * What to deploy, by stage. Your editor completes every field, and a wrong one is an error that says what was expected.
 * Another stage, such as prod, is another object like this one: npx cdk deploy --all -c stage=prod
 */
export default defineConfig(${source});
`;
}
