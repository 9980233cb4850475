import { parseArguments } from '../../bin/parse-arguments.ts';

export const startUsage = `Usage: npm start -- [options]

Synthesizes the stacks if their sources changed, and serves them on 127.0.0.1: no AWS account, no Docker.

Options
  --port PORT      where to listen; PORT in the environment says the same (default 8080)
  --https          serve HTTPS, with certs/server.key and certs/server.crt; both are made if there are none
  --stage NAME     the stage of stagepass.config.ts (default dev)
  --real-issuers   take tokens of the real issuers of signed-in users, and not those of the sandbox: needs network
  --verbose        print what the functions log
  --help           print this

Keys, passwords and URLs come from .env or the environment; .env.example tells them all.
`;

export interface Options {
  readonly port: number;
  readonly https: boolean;
  readonly stage: string;
  /** Whether signed-in users have tokens of the real issuers, and not of the sandbox. */
  readonly realIssuers: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** @throws Error that says what is wrong with the arguments. */
export function readOptions(args: readonly string[], environment: Readonly<Record<string, string>>): Options {
  const {
    values: { 'real-issuers': realIssuers, ...values },
  } = parseArguments({
    args: [...args],
    options: {
      port: { type: 'string' },
      https: { type: 'boolean', default: false },
      stage: { type: 'string', default: 'dev' },
      'real-issuers': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = values.port ?? environment.PORT ?? '8080';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`${port} is no port: give a number up to 65535`);
  return { ...values, realIssuers, port: Number(port) };
}
