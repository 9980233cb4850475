import type { ErrorCode } from '../api/errors.ts';
import { providerOf, providerOfFunction } from '../lambda/providers.ts';
import { type MetricName, readMetrics } from '../lambda/shared/telemetry/metrics.ts';

/** A function of the stage, as far as its metrics go. */
export interface ReportingFunction {
  /** Undefined for a function that isn't ours. */
  readonly id: string | undefined;
  /** Its variable with the metrics that it reports. */
  readonly reported: string | undefined;
}

/** What any function may refuse with. The other codes that all routes have are those of the guard and of API Gateway. */
const anyFunction: readonly ErrorCode[] = [
  'invalid_request',
  'not_allowed',
  'not_found',
  'internal_error',
  'unavailable',
];
const withBody: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type'];

/**
 * The metrics that the functions can report, as CloudWatch tells them apart: by name and by values of dimensions. Each is
 * billed for the hours in which something is reported of it, so there may be fewer in a month: not every code occurs.
 */
export function ownMetrics(functions: readonly ReportingFunction[]): ReadonlySet<string> {
  const codes = codesOf(functions);
  return new Set(
    functions.flatMap(({ id, reported }) =>
      [...readMetrics(reported)].flatMap((each) => {
        const [name = '', project = ''] = each.split('/');
        if (name === ('Refused' satisfies MetricName)) return codes.map((code) => `${name} ${code}`);
        if (name === UNFINISHED) return [name];
        return [`${name} ${providerOfFunction(id)} ${project}`.trim()];
      }),
    ),
  );
}

/** The one metric that a schedule reports, whether there are requests or not. */
export const UNFINISHED: MetricName = 'UnfinishedRotations';

function codesOf(functions: readonly ReportingFunction[]): readonly ErrorCode[] {
  const providers = new Set(functions.map(({ id }) => providerOfFunction(id)));
  const routes = [...providers].flatMap((id) => (id === undefined ? [] : providerOf(id).routes));
  const ofRoutes = routes.flatMap(({ failures, body }) => [...failures, ...(body ? withBody : [])]);
  return [...new Set([...anyFunction, ...ofRoutes])];
}
