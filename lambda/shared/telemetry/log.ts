import { foreignText } from '../providers/foreign-text.ts';
import type { EmbeddedMetrics } from './metrics.ts';

/** What a log line may hold. No tokens, passwords, headers or bodies: add a field here only if it is none of these. */
export interface LogLine {
  readonly level: 'info' | 'error';
  readonly message: string;
  readonly stage?: string;
  readonly requestId?: string;
  readonly caller?: string;
  readonly route?: string;
  readonly provider?: string;
  /** What the token is: `rtc`, `rtm` … */
  readonly kind?: string;
  /** Whom and what a token is for, by the names of the parameters that say so. Bounded, and only where it is well-formed. */
  readonly subject?: Readonly<Record<string, string>>;
  /** How long the token lives yet; null: for ever. */
  readonly lifetimeSeconds?: number | null;
  /**
   * What an update sets, by the names of the provider's API: a flag or number as it is, how many entries a list has, and of
   * all else that it is `set`. Text may be a secret (a restream key) or a name (a label).
   */
  readonly changed?: Readonly<Record<string, boolean | number | 'set'>>;
  /** How many tokens of a provider's answer can't be read, and are not shown. */
  readonly leftOut?: number;
  readonly status?: number;
  readonly code?: string;
  readonly durationMs?: number;
  /** A secret's name. */
  readonly secret?: string;
  /** Of a rotation. */
  readonly step?: string;
  /** The name of an internal error, never its text: a library's message may quote what it was given. */
  readonly cause?: string;
}

/** One line of JSON, as CloudWatch Logs Insights reads it; CloudWatch takes the metrics that are in it. */
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

/** A service may name its errors as it likes. */
function named(name: string): string {
  return foreignText(name, 60);
}
