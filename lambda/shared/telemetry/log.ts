import { foreignText } from '../providers/foreign-text.ts';
import type { EmbeddedMetrics } from './metrics.ts';

/** The fields of a log line. Never add a field for tokens, passwords, headers or bodies. */
export interface LogLine {
  readonly level: 'info' | 'error';
  readonly message: string;
  readonly stage?: string;
  readonly requestId?: string;
  readonly caller?: string;
  /** The configuration’s name of who signed the user’s token. */
  readonly issuer?: string;
  /** The signed-in user, where the stage logs subjects. No other claim is ever logged. */
  readonly user?: string;
  /** What is wrong with a user’s token: a word of a fixed list. */
  readonly fault?: string;
  readonly route?: string;
  readonly provider?: string;
  /** Of the provider, where the stage has projects of it. */
  readonly project?: string | undefined;
  /** The kind of token: `rtc`, `rtm` … */
  readonly kind?: string;
  /**
   * For whom and for what the token is, by parameter name. Values have a maximum length, and have passed the schema.
   */
  readonly subject?: Readonly<Record<string, string>>;
  /** How long the token still lives; null: it never ends. */
  readonly lifetimeSeconds?: number | null;
  /**
   * What an update changes, by the provider's field names. A flag or a number is logged as it is, of a list only its
   * length, and for everything else only `set`: a text may be a secret (a restream key) or a name (a label).
   */
  readonly changed?: Readonly<Record<string, boolean | number | 'set'>>;
  /** How many tokens of a provider's answer can't be read and are left out. */
  readonly leftOut?: number;
  readonly status?: number;
  readonly code?: string;
  readonly durationMs?: number;
  /** A secret's name. */
  readonly secret?: string;
  /** The step of a rotation. */
  readonly step?: string;
  /** The name of an internal error, never its message: that of a library may contain what it was given. */
  readonly cause?: string;
}

/** Writes one line of JSON for CloudWatch Logs Insights. CloudWatch makes metrics of those in it. */
export function log(line: LogLine, metrics?: EmbeddedMetrics): void {
  process.stdout.write(`${JSON.stringify({ ...line, ...metrics })}\n`);
}

/** The names of an error and of what caused it: `ApiError < TimeoutError`. */
export function causeOf(error: unknown): string {
  const names: string[] = [];
  for (let at: unknown = error; at !== undefined && names.length < 4; at = at instanceof Error ? at.cause : undefined) {
    const code = at instanceof Error && 'code' in at && typeof at.code === 'string' ? `(${named(at.code)})` : '';
    names.push(at instanceof Error ? `${named(at.name)}${code}` : typeof at);
  }
  return names.join(' < ');
}

/** Services choose the names of their errors, so these are not trusted either. */
function named(name: string): string {
  return foreignText(name, 60);
}
