import type { Readable, Writable } from 'node:stream';
import { providers } from '../../lambda/providers.ts';
import type { Answers } from './answers.ts';
import { checkAnswers, DEFAULT_REGION } from './answers.ts';
import { NO_SIGN_IN, signIns } from './sign-ins.ts';

/** Where the questions are asked. Default: the process's own terminal. */
export interface Terminal {
  readonly input?: Readable;
  readonly output?: Writable;
}

/** The user ended the questions. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/**
 * Asks for what isn't given, one question at a time, and again where an answer doesn't fit.
 *
 * @throws CancelledError
 */
export async function askFor(
  given: Partial<Answers> & Pick<Answers, 'name'>,
  terminal: Terminal = {},
): Promise<Answers> {
  const prompts = await import('@clack/prompts');

  /** @returns the answer, where the user hasn't ended the questions. */
  function taken<T>(answer: T): Exclude<T, symbol> {
    if (prompts.isCancel(answer)) throw new CancelledError('nothing was written');
    return answer as Exclude<T, symbol>;
  }

  const chosen =
    given.providers ??
    taken(
      await prompts.multiselect({
        ...terminal,
        message: 'Which providers? (space chooses, enter goes on)',
        options: providers.map(({ id, title }) => ({ value: id, label: title })),
        required: true,
      }),
    );
  const plain: Answers = { providers: chosen, region: DEFAULT_REGION, origins: [], signIn: NO_SIGN_IN, ...given };
  const region =
    given.region ??
    taken(
      await prompts.text({
        ...terminal,
        message: 'In which AWS region shall APIs and functions run?',
        initialValue: DEFAULT_REGION,
        validate: (text = '') => faultOf({ ...plain, region: text }),
      }),
    );
  const origins =
    given.origins ??
    listed(
      taken(
        await prompts.text({
          ...terminal,
          message: 'Which pages may ask? Their origins, with commas between; empty for none',
          initialValue: 'http://localhost:5173',
          validate: (text = '') => faultOf({ ...plain, origins: listed(text) }),
        }),
      ),
    );
  const signIn =
    given.signIn ??
    taken(
      await prompts.select({
        ...terminal,
        message: 'Shall users ask with the token of your app’s own sign-in?',
        options: [
          { value: NO_SIGN_IN, label: 'No: only back ends ask, with a password' },
          ...signIns.map(({ id, title }) => ({ value: id, label: title })),
        ],
      }),
    );
  return { ...plain, region, origins, signIn };
}

/** @throws CancelledError */
export async function askWhether(message: string, terminal: Terminal = {}): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ ...terminal, message });
  return !isCancel(answer) && answer;
}

/** The entries of a list with commas. */
export function listed(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function faultOf(answers: Answers): string | undefined {
  try {
    checkAnswers(answers);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
