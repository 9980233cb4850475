import { markdownTable } from '../../docs/build/markdown-table.ts';
import { judged, shown } from '../report.ts';
import { ratio, spread } from '../statistics.ts';
import { type ColdSubject, type ColdTaken, EMPTY, keyOf, NEAR_MS, PARTS } from './cold-subjects.ts';
import { canThrottle } from './cpu-throttle.ts';
import { PHASES } from './phases.ts';

export interface ColdMeasured {
  readonly subjects: ReadonlyMap<string, ColdSubject>;
  readonly samples: ReadonlyMap<string, readonly ColdTaken[]>;
  readonly rounds: number;
  readonly loaderName: string;
}

const TITLES = {
  guard: 'The guard: a Lambda@Edge function in the viewer’s region, Secrets Manager in us-east-1',
  authorizer: 'The authorizer: in the API’s region, Secrets Manager in us-east-1',
  functions: 'Token functions: in the API’s region, as are their secrets',
} as const;

const answered = ({ startedAt, answeredAt }: ColdTaken) => answeredAt - startedAt;
const ready = ({ startedAt, readyAt }: ColdTaken) => readyAt - startedAt;
const readyCpu = ({ readyCpuMs }: ColdTaken) => readyCpuMs;

export function coldReport(measured: ColdMeasured): string {
  const { rounds, loaderName } = measured;
  return [
    `A process is started for one request, ${rounds} times each, under ${loaderName}. ${shareSaid()}`,
    'Services are asked over TLS 1.3, at the end of a connection with the round trip of the row; providers’ stand-ins, too.',
    '*Answered* is from the start of the process to its answer. Ratios are to *one bare request*: a process that reads one secret with',
    'Node’s own modules when its request comes, with the same memory and round trip.',
    '',
    ...PARTS.flatMap((part) => [`**${TITLES[part]}**`, '', answeredTable(part, measured), '']),
    allColdSaid(measured),
    '',
    '**Until the handler is loaded** (what Lambda calls init), for comparison: ratios are to an empty handler’s, and CPU time doesn’t grow while',
    'others use the machine.',
    '',
    readyTable(measured),
  ].join('\n');
}

function shareSaid(): string {
  return canThrottle
    ? 'Until its handler is loaded it has a whole core, and from then on what Lambda gives for its memory: a 1,769th of a core for each MB.'
    : 'It has all cores, always: on this system the CPU that Lambda gives can’t be imitated.';
}

function answeredTable(part: (typeof PARTS)[number], { subjects, samples }: ColdMeasured): string {
  const rows = [...subjects].filter(([, { parts }]) => parts.includes(part));
  return markdownTable(
    ['start', 'round trip, ms', 'answered, ms', 'ratio', 'budget', ...PHASES],
    rows.map(([key, { name, roundTripMs, baseline, budget }]) => {
      const taken = samples.get(key) ?? [];
      const toBare = ratio(taken.map(answered), (samples.get(baseline) ?? []).map(answered));
      return [
        name,
        String(roundTripMs),
        shown(spread(taken.map(answered)), 0),
        shown(toBare, 2),
        judged(toBare.median, budget),
        ...PHASES.map((phase) => spread(taken.map(({ phases }) => phases[phase])).median.toFixed(0)),
      ];
    }),
  );
}

/** The sum of medians, for the first token function. */
function allColdSaid({ subjects, samples }: ColdMeasured): string {
  const median = (key: string) => spread((samples.get(key) ?? []).map(answered)).median;
  const named = (part: (typeof PARTS)[number]) =>
    [...subjects].filter(([, { parts, budget }]) => parts.includes(part) && budget !== undefined);
  const [authorizer, token] = (['authorizer', 'functions'] as const).map((part) => named(part)[0]?.[1].name ?? '');
  const behind = median(keyOf(authorizer ?? '', NEAR_MS)) + median(keyOf(token ?? '', NEAR_MS));
  const waits = named('guard').map(
    ([key, { roundTripMs }]) => `${(median(key) + behind).toFixed(0)} ms (guard at ${roundTripMs} ms)`,
  );
  return `A viewer who finds all three cold waits for one after the other, with ${token}: ${waits.join(', ')}.`;
}

function readyTable({ subjects, samples }: ColdMeasured): string {
  const baseline = samples.get(EMPTY) ?? [];
  const rows = [...subjects].filter(([, { roundTripMs }]) => roundTripMs <= NEAR_MS);
  return markdownTable(
    ['start', 'ready, ms', 'ratio', 'its CPU, ms', 'ratio'],
    rows.map(([key, { name }]) => {
      const taken = samples.get(key) ?? [];
      return [
        name,
        shown(spread(taken.map(ready)), 0),
        shown(ratio(taken.map(ready), baseline.map(ready)), 2),
        shown(spread(taken.map(readyCpu)), 0),
        shown(ratio(taken.map(readyCpu), baseline.map(readyCpu)), 2),
      ];
    }),
  );
}
