import { type ProviderId, providers } from '../../lambda/providers.ts';
import { secretsOf } from '../../lambda/shared/providers/provider.ts';
import type { SecretMaker } from '../../lambda/shared/providers/secret-maker.ts';

/** A secret that a command makes, and how. */
export interface FoundMaker {
  readonly provider: ProviderId;
  /** The option of the command line, without the hyphens. */
  readonly flag: string;
  readonly maker: SecretMaker;
}

const named = providers.flatMap(({ id, functions }) =>
  secretsOf(functions).flatMap(({ madeBy }) => (madeBy === undefined ? [] : [{ provider: id, flag: madeBy }])),
);

/** The secret makers of all providers. */
export const secretMakers: readonly FoundMaker[] = await Promise.all(
  named.map(async ({ provider, flag }) => {
    const { secretMaker } = await import(`../../lambda/${provider}/${flag}.ts`);
    return { provider, flag, maker: secretMaker as SecretMaker };
  }),
);
