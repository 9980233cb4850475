import { StagepassError } from './error.ts';

/**
 * Gives the token of the user who is signed in, without `Bearer`. It is called for each request, so it should keep the token
 * while that is valid, as sign-in libraries do.
 */
export type TokenFunction = (options: TokenFunctionOptions) => Promise<string> | string;

export interface TokenFunctionOptions {
  /** `true` if Stagepass refused the token, so a kept one must not be given again. */
  readonly renew: true | undefined;
}

/** The tokens of one call. */
interface CallTokens {
  /** `Authorization` of its next request. */
  header(): Promise<string>;
  /** Whether the failed request should be sent once more, since `header` then gives another token. */
  renews(error: unknown): boolean;
}

/** As RFC 6750 §2.1 has it. The error of a platform's `fetch` for another header would show the token. */
const BEARER_TOKEN = /^[\w.~+/-]+=*$/;

/**
 * @returns a function that begins a call. Each call renews its token once at most, and calls that were refused together share
 * the renewed one.
 */
export function bearerTokens(token: TokenFunction): () => CallTokens {
  let latestRenewal: Promise<string> | undefined;

  async function ask(renew: true | undefined): Promise<string> {
    let cause: unknown;
    try {
      const given: unknown = await token({ renew });
      if (typeof given === 'string' && BEARER_TOKEN.test(given)) return `Bearer ${given}`;
    } catch (error) {
      cause = error;
    }
    throw new StagepassError('no_token', 'the function token gave no token', { cause });
  }

  return () => {
    /** The latest renewal when the request's token was asked for: any other one is newer than that token. */
    let before: Promise<string> | undefined;
    let renewed: Promise<string> | undefined;
    return {
      header() {
        before = latestRenewal;
        return renewed ?? ask(undefined);
      },
      renews(error) {
        if (renewed || !(error instanceof StagepassError) || error.status !== 401) return false;
        if (latestRenewal === before) latestRenewal = ask(true);
        renewed = latestRenewal;
        return true;
      },
    };
  };
}
