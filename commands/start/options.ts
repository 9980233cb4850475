import type { Environment } from '../environment.ts';
import { UsageError } from '../errors.ts';
import type { StageInApp } from '../stage-stacks.ts';

/** What the command line says. */
export interface StartOptions extends StageInApp {
  readonly port?: string;
  /** Where to listen, other than for this machine alone. */
  readonly host?: string;
  readonly https?: boolean;
  /** Whether signed-in users have tokens of the real issuers, and not of the sandbox. */
  readonly realIssuers?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

/** @throws UsageError */
export function readPort({ port: given }: Pick<StartOptions, 'port'>, environment: Environment): number {
  const port = given ?? environment.PORT ?? '8080';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UsageError('the port must be a number up to 65535');
  return Number(port);
}
