import { markdownTable } from '../docs/build/markdown-table.ts';
import type { Fault } from './faults.ts';
import { type Memory, trend } from './memory.ts';
import type { Observation, SoakResult } from './soak.ts';

/** Growth up to this counts as noise, not as a leak: a share of the first value, but at least some MB. */
const NOISE = { share: 0.1, megabytes: 10 };

/** The report in Markdown, and the reasons why the soak failed; none if it passed. */
export function soakReport({ episodes, calm, odd, memory, undisturbedFrom }: SoakResult): {
  text: string;
  failures: string[];
} {
  const failures: string[] = [];
  if (odd.length > 0) {
    failures.push(`${odd.length} answers were not right between faults, first ${described(odd[0] as Observation)}`);
  }
  const rows = [...new Set(episodes.map(({ fault }) => fault))].map((fault) => rowOf(fault, episodes, failures));
  const memoryRow = (name: string, samples: readonly Memory[], of: (at: Memory) => number | undefined) => {
    const seen = trend(
      samples.flatMap((sample) => {
        const megabytes = of(sample);
        return megabytes === undefined ? [] : [{ at: sample.at, megabytes }];
      }),
    );
    if (seen === undefined) return [name, 'too few samples', '', ''];
    if (seen.growth > Math.max(NOISE.megabytes, seen.first * NOISE.share)) {
      failures.push(`${name} grew by ${seen.growth.toFixed(0)} MB from ${seen.first.toFixed(0)}`);
    }
    return [name, seen.first.toFixed(0), seen.last.toFixed(0), seen.perMinute.toFixed(2)];
  };
  const memoryRows = [
    memoryRow('runner, heap after collection', memory, ({ runnerHeap }) => runnerHeap),
    memoryRow(
      'functions’ processes together, undisturbed',
      memory.filter(({ at }) => at > undisturbedFrom),
      ({ functions }) => functions,
    ),
  ];
  const text = [
    markdownTable(
      ['fault', 'times', 'right', 'clear failures', 'wrong', 'recovered after, s', 'stated, s'],
      [['none', '', String(calm.right), String(calm.excused), String(calm.wrong), '', ''], ...rows],
    ),
    '',
    markdownTable(['memory', 'MB, settled', 'MB, last', 'MB a minute'], memoryRows),
    '',
    ...(failures.length === 0 ? ['Passed.'] : ['Failed:', ...failures.map((failure) => `- ${failure}`)]),
  ].join('\n');
  return { text, failures };
}

function rowOf(fault: Fault, episodes: SoakResult['episodes'], failures: string[]): string[] {
  const of = episodes.filter((episode) => episode.fault === fault);
  const sum = (verdict: 'right' | 'excused' | 'wrong') => of.reduce((total, { counts }) => total + counts[verdict], 0);
  const recovered = Math.max(...of.map(({ recoveredAfter }) => recoveredAfter));
  const wrong = of.flatMap((episode) => episode.wrong);
  if (wrong.length > 0)
    failures.push(`${fault.name}: ${wrong.length} wrong, first ${described(wrong[0] as Observation)}`);
  if (fault.isMet && sum('excused') === 0)
    failures.push(`${fault.name}: no request failed in it, so it proves nothing`);
  const failed = of.flatMap((episode) => episode.failed);
  if (fault.isSurvived && failed.length > 0) {
    const first = described(failed[0] as Observation);
    failures.push(`${fault.name}: ${failed.length} requests failed in it, where none should, first ${first}`);
  }
  if (recovered >= fault.recoversWithin) failures.push(`${fault.name}: not recovered within ${fault.recoversWithin} s`);
  return [
    fault.name,
    String(of.length),
    String(sum('right')),
    String(sum('excused')),
    String(sum('wrong')),
    recovered.toFixed(1),
    String(fault.recoversWithin),
  ];
}

/** An answer for the report, without its text if that may hold a token. */
function described({ request, answer }: Observation): string {
  return `${request.name}: ${answer.status} ${answer.status === 200 ? '' : answer.text}`.trim();
}
