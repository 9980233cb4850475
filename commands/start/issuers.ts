import { type IssuerSandbox, startIssuerSandbox } from '../../edge-auth/sandbox/issuers.ts';
import type { FirstUserRequest } from '../../lib/config/first-user-request.ts';
import { type StageConfig, tokenCallers, usedIssuers } from '../../lib/config/stage.ts';
import { quoted } from './operate.ts';

/** The variable that tells the guard of a local run where issuers' keys are. */
const KEYS_VARIABLE = 'STAGEPASS_ISSUER_KEYS';

/** What the guard trusts in place of the keys that the configuration leads to: URLs of JWK sets, by issuer. */
export function guardEnvironment(keyUrls: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { [KEYS_VARIABLE]: JSON.stringify(keyUrls) };
}

/** The issuers of a stage as `npm start` has them. */
export interface ConnectedIssuers {
  /** For a person to read. */
  readonly lines: readonly string[];
  /** Undefined where the stage has no signed-in users, or the real issuers are asked. */
  readonly sandbox: IssuerSandbox | undefined;
  close(): Promise<void>;
}

/** @param real whether tokens of the real issuers are taken, and not those of a sandbox. */
export async function connectIssuers(
  stage: StageConfig,
  { real }: { readonly real: boolean },
): Promise<ConnectedIssuers> {
  const issuers = usedIssuers(stage);
  const names = Object.entries(issuers);
  if (names.length === 0 || real) {
    const lines = names.map(([name, { issuer }]) => `${name}: real, ${issuer}`);
    return { lines, sandbox: undefined, close: async () => {} };
  }
  const sandbox = await startIssuerSandbox({
    issuers,
    tokenCallers: tokenCallers(stage).map(([name, { audience, token }]) => ({ name, audience, ...token })),
  });
  return {
    lines: names.map(([name, { issuer }]) => `${name}: sandboxed at ${sandbox.url}, in place of ${issuer}`),
    sandbox,
    close: () => sandbox.close(),
  };
}

/** The arguments of `npx stagepass users` for a token of this user. */
export function tokenArguments({ caller, user, claims }: FirstUserRequest): string {
  const given = Object.entries(claims).map(([name, value]) => ` --claim ${quoted(`${name}=${value}`)}`);
  return `token --sub ${quoted(user)}${given.join('')} --caller ${caller}`;
}
