import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalWay } from '../bench/local-way.ts';
import type { Fault } from './faults.ts';
import { type Memory, measureMemory } from './memory.ts';
import { judge, requests, type SoakAnswer, type SoakRequest, type Verdict } from './requests.ts';

/** How long each part of a fault takes, in s. */
export interface Times {
  readonly calm: number;
  readonly fault: number;
}

/** One answer, when it came and how it was. */
export interface Observation {
  readonly request: SoakRequest;
  readonly answer: SoakAnswer;
  readonly verdict: Verdict;
  /** ms since 1970. */
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** What happened from a fault's beginning until the next one's. */
export interface Episode {
  readonly fault: Fault;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly wrong: readonly Observation[];
  /** From the fault's end until the last answer that it still explains, in s. */
  readonly recoveredAfter: number;
}

export interface SoakResult {
  readonly episodes: readonly Episode[];
  /** Of the calm times between faults: there is nothing to excuse. */
  readonly calm: Readonly<Record<Verdict, number>>;
  /** After each cycle through all faults; the first is after the first. */
  readonly memory: readonly Memory[];
}

const CLIENTS = 8;
const PAUSE_MS = 20;

/** Asks without a break, and switches every fault on and off in turn until the time is over. */
export async function soak(
  way: LocalWay,
  faults: readonly Fault[],
  times: Times,
  minutes: number,
  signal: AbortSignal,
): Promise<SoakResult> {
  let watch: ((observation: Observation) => void) | undefined;
  const ending = new AbortController();
  const agent = new Agent({ keepAlive: true });
  const clients = Array.from({ length: CLIENTS }, (_, client) =>
    ask(way, client, agent, ending.signal, (observation) => watch?.(observation)),
  );
  const endsAt = Date.now() + minutes * 60_000;
  const calm: Record<Verdict, number> = { right: 0, excused: 0, wrong: 0 };
  const episodes: Episode[] = [];
  const memory: Memory[] = [];
  try {
    do {
      for (const fault of faults) {
        watch = ({ verdict }) => {
          calm[verdict] += 1;
        };
        await sleep(times.calm * 1_000, undefined, { signal });
        const seen: Observation[] = [];
        watch = (observation) => seen.push(observation);
        await fault.begin(way);
        const begunAt = Date.now();
        await sleep(times.fault * 1_000, undefined, { signal });
        await fault.end(way);
        const endedAt = Date.now();
        await sleep(fault.recoversWithin * 1_000, undefined, { signal });
        episodes.push(episodeOf(fault, seen, begunAt, endedAt));
      }
      watch = undefined;
      memory.push(await measureMemory());
    } while (Date.now() < endsAt);
  } finally {
    ending.abort();
    agent.destroy();
    await Promise.all(clients);
  }
  return { episodes, calm, memory };
}

/**
 * @param begunAt when the fault was there, in ms since 1970.
 * @param endedAt when it was gone.
 */
export function episodeOf(fault: Fault, seen: readonly Observation[], begunAt: number, endedAt: number): Episode {
  const judged = seen.map((observation) => ({ ...observation, verdict: verdictUnder(fault, observation, begunAt) }));
  const count = (verdict: Verdict) => judged.filter((observation) => observation.verdict === verdict).length;
  const lastExcused = Math.max(
    endedAt,
    ...judged.filter(({ verdict }) => verdict !== 'right').map(({ answeredAt }) => answeredAt),
  );
  return {
    fault,
    counts: { right: count('right'), excused: count('excused'), wrong: count('wrong') },
    wrong: judged.filter(({ verdict }) => verdict === 'wrong'),
    recoveredAfter: (lastExcused - endedAt) / 1_000,
  };
}

function verdictUnder(fault: Fault, { verdict, answer, askedAt }: Observation, begunAt: number): Verdict {
  return verdict === 'wrong' && fault.killsWorkers && askedAt <= begunAt && answer.status >= 500 ? 'excused' : verdict;
}

async function ask(
  way: LocalWay,
  client: number,
  agent: Agent,
  signal: AbortSignal,
  tell: (observation: Observation) => void,
): Promise<void> {
  for (let turn = client; !signal.aborted; turn += 1) {
    const asked = requests[turn % requests.length] as SoakRequest;
    const askedAt = Date.now();
    const answer = await send(way, asked, agent);
    // What is cut off at the end of all is nobody's fault.
    if (signal.aborted) return;
    const answeredAt = Date.now();
    tell({ request: asked, answer, verdict: judge(asked, answer, answeredAt), askedAt, answeredAt });
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
  }
}

function send(way: LocalWay, { path, credentials }: SoakRequest, agent: Agent): Promise<SoakAnswer> {
  const authorization = {
    right: way.headers,
    wrong: { authorization: `Basic ${Buffer.from('client:not the password').toString('base64')}` },
    none: {},
  }[credentials];
  return new Promise((resolve) => {
    const failed = () => resolve({ status: 0, text: '' });
    const sent = request(way.stagepass.url + path, { headers: authorization, agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', failed);
    });
    sent.on('error', failed);
    sent.end();
  });
}
