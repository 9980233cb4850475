import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalWay } from '../bench/local-way.ts';
import type { Fault } from './faults.ts';
import { type Memory, measureMemory } from './memory.ts';
import { errorCodeIn, judge, type SoakAnswer, type SoakRequest, type Verdict } from './requests.ts';

/** How long each part of a fault takes, in s. */
export interface Times {
  readonly calm: number;
  readonly fault: number;
}

/** One answer, with its time and verdict. */
export interface Observation {
  readonly request: SoakRequest;
  readonly answer: SoakAnswer;
  readonly verdict: Verdict;
  /** ms since 1970. */
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** The time from the beginning of a fault until that of the next one. */
export interface Episode {
  readonly fault: Fault;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly wrong: readonly Observation[];
  /** Clear failures, but for requests that were under way at a process that the fault ended. */
  readonly failed: readonly Observation[];
  /** The time from the fault's end until the last error that it explains, in s. */
  readonly recoveredAfter: number;
}

export interface SoakResult {
  readonly episodes: readonly Episode[];
  /** Answers in the times between faults and after them, where no error is excused. */
  readonly calm: Readonly<Record<Verdict, number>>;
  /** Those of them that were not right. */
  readonly odd: readonly Observation[];
  /** Of the runner, from the beginning to the end. */
  readonly memory: readonly Memory[];
  /** When the last function process was killed, in s since the soak began. The processes don't change after that. */
  readonly undisturbedFrom: number;
}

/** The share of the time with faults. After that, functions run undisturbed, so that a leak in them can be seen. */
const WITH_FAULTS = 0.7;

const SAMPLE_EVERY_S = 5;

const CLIENTS = 8;
const PAUSE_MS = 20;

/**
 * Sends requests all the time. Meanwhile it switches each fault on and off in turn, as often as there is time for. For
 * the rest of the time, the functions are undisturbed.
 */
export async function soak(
  way: LocalWay,
  requests: readonly SoakRequest[],
  faults: readonly Fault[],
  times: Times,
  minutes: number,
  signal: AbortSignal,
): Promise<SoakResult> {
  let watch: ((observation: Observation) => void) | undefined;
  const ending = new AbortController();
  const agent = new Agent({ keepAlive: true });
  const clients = Array.from({ length: CLIENTS }, (_, client) =>
    ask(way, requests, client, agent, ending.signal, (observation) => watch?.(observation)),
  );
  const startedAt = Date.now();
  const elapsed = () => (Date.now() - startedAt) / 1_000;
  const calm: Record<Verdict, number> = { right: 0, excused: 0, wrong: 0 };
  const odd: Observation[] = [];
  const countCalm = (observation: Observation) => {
    calm[observation.verdict] += 1;
    if (observation.verdict !== 'right') odd.push(observation);
  };
  const episodes: Episode[] = [];
  const memory: Memory[] = [];
  let cycle = 0;
  let undisturbedFrom = 0;
  try {
    do {
      const cycleBegan = elapsed();
      for (const fault of faults) {
        watch = countCalm;
        await sleep(times.calm * 1_000, undefined, { signal });
        memory.push(await measureMemory(elapsed()));
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
      cycle = elapsed() - cycleBegan;
      undisturbedFrom = elapsed();
    } while (elapsed() + cycle <= minutes * 60 * WITH_FAULTS);
    watch = countCalm;
    do {
      await sleep(SAMPLE_EVERY_S * 1_000, undefined, { signal });
      memory.push(await measureMemory(elapsed()));
    } while (elapsed() < minutes * 60);
  } finally {
    ending.abort();
    agent.destroy();
    await Promise.all(clients);
  }
  return { episodes, calm, odd, memory, undisturbedFrom };
}

/**
 * @param begunAt when the fault began, in ms since 1970.
 * @param endedAt when it ended.
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
    failed: judged.filter(
      (observation) => observation.verdict === 'excused' && !wasCutOff(fault, observation, begunAt),
    ),
    recoveredAfter: (lastExcused - endedAt) / 1_000,
  };
}

/**
 * Is it the answer that AWS gives when a process is killed during a request? For a function, that is API Gateway's 502 in
 * our shape; for the guard, CloudFront's own 503 page.
 */
function isCutOff({ status, text }: SoakAnswer): boolean {
  return status === 503 || (status === 502 && errorCodeIn(text) === 'internal_error');
}

function wasCutOff({ killsWorkers }: Fault, { answer, askedAt }: Observation, begunAt: number): boolean {
  return killsWorkers && askedAt <= begunAt && isCutOff(answer);
}

function verdictUnder(fault: Fault, observation: Observation, begunAt: number): Verdict {
  const { verdict } = observation;
  return verdict === 'wrong' && wasCutOff(fault, observation, begunAt) ? 'excused' : verdict;
}

async function ask(
  way: LocalWay,
  requests: readonly SoakRequest[],
  client: number,
  agent: Agent,
  signal: AbortSignal,
  tell: (observation: Observation) => void,
): Promise<void> {
  for (let turn = client; !signal.aborted; turn += 1) {
    const asked = requests[turn % requests.length] as SoakRequest;
    const askedAt = Date.now();
    const answer = await send(way, asked, agent);
    // Requests that are aborted at the end of the soak don't count.
    if (signal.aborted) return;
    const answeredAt = Date.now();
    tell({ request: asked, answer, verdict: judge(asked, answer, answeredAt), askedAt, answeredAt });
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
  }
}

function send(way: LocalWay, asked: SoakRequest, agent: Agent): Promise<SoakAnswer> {
  const { path, credentials } = asked;
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
    // The server may have closed a connection it kept just as it was used again: https://nodejs.org/api/http.html#requestreusedsocket
    sent.on('error', () => (sent.reusedSocket ? resolve(send(way, asked, agent)) : failed()));
    sent.end();
  });
}
