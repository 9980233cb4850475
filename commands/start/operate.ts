import type { FirstUserRequest } from '../../lib/config/first-user-request.ts';
import type { Environment } from '../environment.ts';
import { secretMakers } from '../secrets/secret-makers.ts';
import type { ConnectedProvider } from './providers.ts';

/** A provider, or one of its projects, and where it is: the environment of its functions. */
export type Connected = Pick<ConnectedProvider, 'id' | 'project' | 'environment'>;

export interface OperatedStage {
  /** The stage's name in stagepass.config.ts. */
  readonly stage: string;
  /** The stack that it is in, if that isn't its own. */
  readonly stack?: string | undefined;
  /** Variables that make AWS's SDKs call the local services, as the operator, and commands the issuers' sandbox. */
  readonly operatorEnvironment: Environment;
  /** A provider, or one of its projects, whose keys can be filled in. */
  readonly provider: Connected | undefined;
  /** Commands, without the stage, that make secrets in the providers' sandboxes. */
  readonly makeSecrets: readonly string[];
  /** A caller that can be shut out. */
  readonly caller: string | undefined;
  /** A signed-in user, and its caller; undefined where the stage has none. */
  readonly asUser: Pick<FirstUserRequest, 'caller' | 'user'> | undefined;
  /** The arguments of `npx stagepass users` for the token of a user; undefined where no sandbox signs it. */
  readonly userToken: string | undefined;
  /** The names of the secrets that rotate. */
  readonly rotating: readonly string[];
}

/** The operators' commands for the running stage, to copy into another shell. */
export function operateLines(operated: OperatedStage): string[] {
  const { stage, stack, operatorEnvironment, provider, makeSecrets, caller, asUser, userToken, rotating } = operated;
  const variables = Object.entries(operatorEnvironment).map(([name, value]) => `${name}=${quoted(value)}`);
  const [secret] = rotating;
  const token = userToken === undefined ? [] : [`npx stagepass users ${userToken}`];
  // Where nobody has a password, it asks as a user. Without a sandbox, it asks a person for the token.
  const isBearer = caller === undefined && asUser !== undefined;
  // These two look at the outputs of its stacks.
  const there = `--stage ${stage}${stack === undefined ? '' : ` --stack ${quoted(stack)}`}`;
  const verify = `npx stagepass verify ${isBearer ? '--bearer ' : ''}${there}`;
  return [
    // A profile would take precedence over these keys, and a session token belongs to other keys.
    'unset AWS_PROFILE AWS_SESSION_TOKEN',
    `export ${variables.join(' ')}`,
    [...(isBearer ? token : []), verify].join(' | '),
    ...(provider === undefined ? [] : [`npx stagepass secrets ${named(provider)} ${there}`]),
    ...makeSecrets.map((line) => `${line} ${there}`),
    ...(caller === undefined
      ? []
      : ['disable', 'enable'].map((what) => `npx stagepass callers ${what} ${caller} --stage ${stage}`)),
    ...token,
    ...(asUser === undefined ? [] : blockLines(asUser).map((line) => `${line} --stage ${stage}`)),
    // Its last part is `origin`, or the caller's name.
    ...(secret === undefined ? [] : [`npx stagepass rotate ${secret.split('/').at(-1)} --stage ${stage}`]),
  ];
}

function blockLines({ user, caller }: Pick<FirstUserRequest, 'caller' | 'user'>): string[] {
  const whom = `${quoted(user)} --caller ${caller}`;
  return [`npx stagepass users block ${whom} --for 1h`, `npx stagepass users unblock ${whom}`];
}

/** The commands that make a provider's secrets out of its keys, for its sandbox. */
export function makeSecretLines(provider: Connected): string[] {
  const [where] = Object.entries(provider.environment);
  if (where === undefined) return [];
  const [variable, url] = where;
  return secretMakers
    .filter((each) => each.provider === provider.id)
    .map(
      ({ flag, maker }) =>
        `${variable}=${quoted(url)} npx stagepass secrets ${named(provider)} --${flag} ${maker.example}`,
    );
}

function named({ id, project }: Connected): string {
  return project === undefined ? id : `${id} --project ${project}`;
}

/** The word for a shell: in single quotes if it has special characters. */
export function quoted(word: string): string {
  return /^[\w:./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
