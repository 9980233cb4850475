import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../lib/root.ts';
import { callerSecretName, EDGE_REGION } from '../../lib/secrets/secret-names.ts';
import type { BenchedFunction, BenchedRequest } from '../benched-function.ts';
import { functions } from '../functions.ts';
import type { ColdStart, Loadable, Loader } from '../loader.ts';
import { STAGE } from '../stage.ts';
import type { Surroundings } from '../surroundings.ts';
import type { FarServices } from './far-services.ts';
import { type Phase, phasesOf } from './phases.ts';

export interface ColdTaken extends ColdStart {
  readonly phases: Readonly<Record<Phase, number>>;
}

export const PARTS = ['guard', 'authorizer', 'functions'] as const;

/** What is started. */
export interface ColdSubject {
  /** Where it is reported. */
  readonly parts: readonly (typeof PARTS)[number][];
  readonly name: string;
  /** To Secrets Manager and to its provider. */
  readonly roundTripMs: number;
  /** The key of the bare request that it is compared with. */
  readonly baseline: string;
  readonly budget?: number;
  readonly take: () => Promise<ColdTaken>;
}

export interface ColdTools {
  readonly loader: Loader;
  readonly far: FarServices;
  readonly surroundings: Surroundings;
}

/** ms: Secrets Manager in the same region; from another continent; from the other side of the world. */
export const NEAR_MS = 1;
const GUARD_MS = [NEAR_MS, 150, 300];
/** An API far from us-east-1, where the authorizer reads its secret. */
const AUTHORIZER_MS = [NEAR_MS, 150];

/** The key of the empty handler, which asks nobody. */
export const EMPTY = 'empty handler';
export const BARE = 'one bare request';

const handlers = fileURLToPath(new URL('../handlers', import.meta.url));

export function keyOf(name: string, roundTripMs: number): string {
  return `${name}, ${roundTripMs} ms`;
}

export async function coldSubjects(tools: ColdTools): Promise<Map<string, ColdSubject>> {
  const subjects = new Map<string, ColdSubject>();
  const empty = { taskRoot: handlers, handler: 'empty.handler', memoryMb: 256, environment: {} };
  subjects.set(EMPTY, {
    parts: [],
    name: EMPTY,
    roundTripMs: 0,
    baseline: EMPTY,
    take: async () => taken(await tools.loader.coldStart(empty, {}), tools),
  });
  for (const benched of functions) {
    const part = partOf(benched);
    const { memoryMb } = tools.surroundings.find(benched.id).spec;
    for (const roundTripMs of roundTripsOf(part)) {
      const baseline = `${BARE}, ${memoryMb} MB, ${roundTripMs} ms`;
      const before = subjects.get(baseline);
      const parts = [...new Set([...(before?.parts ?? []), part])];
      subjects.set(baseline, { ...(before ?? (await bare(memoryMb, roundTripMs, baseline, tools))), parts });
      for (const subject of await startsOf(benched, roundTripMs, tools)) {
        subjects.set(keyOf(subject.name, roundTripMs), { ...subject, parts: [part], roundTripMs, baseline });
      }
    }
  }
  return subjects;
}

function partOf({ id }: BenchedFunction): (typeof PARTS)[number] {
  if (id === 'guard') return 'guard';
  return id.startsWith('authorizer') ? 'authorizer' : 'functions';
}

function roundTripsOf(part: (typeof PARTS)[number]): readonly number[] {
  if (part === 'guard') return GUARD_MS;
  return part === 'authorizer' ? AUTHORIZER_MS : [NEAR_MS];
}

/** The function, and the same as tutorials do it. */
async function startsOf(
  benched: BenchedFunction,
  roundTripMs: number,
  tools: ColdTools,
): Promise<Pick<ColdSubject, 'name' | 'budget' | 'take'>[]> {
  const { id, coldBudget, tutorial, plainVariables } = benched;
  const { spec, environment: near } = tools.surroundings.find(id);
  const environment = await tools.far.environment(near, roundTripMs, new Set(plainVariables));
  const own: Loadable = { ...spec, environment };
  const starts = [{ name: id, budget: coldBudget, take: () => checked(own, benched, tools) }];
  if (tutorial === undefined) return starts;
  const other: Loadable = {
    taskRoot: join(projectRoot, dirname(tutorial)),
    handler: `${basename(tutorial, '.cjs')}.handler`,
    memoryMb: spec.memoryMb,
    environment,
  };
  return [...starts, { name: `${id}, as tutorials do`, take: () => checked(other, benched, tools) }];
}

async function checked(loadable: Loadable, { id, requests }: BenchedFunction, tools: ColdTools): Promise<ColdTaken> {
  const request = requests[0] as BenchedRequest;
  const cold = await trusting(loadable, request.event(tools.surroundings), tools);
  if (!request.isRight(cold.answer as never)) throw new Error(`${id} answered wrongly: ${JSON.stringify(cold.answer)}`);
  return cold;
}

/** A process that reads the guard's secret with nothing but Node, after init, as the guard does. */
async function bare(
  memoryMb: number,
  roundTripMs: number,
  key: string,
  tools: ColdTools,
): Promise<Omit<ColdSubject, 'parts'>> {
  const { environment: near } = tools.surroundings.find('guard');
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER: url = '' } = await tools.far.environment(near, roundTripMs);
  const scope = `${near.AWS_ACCESS_KEY_ID}/20260101/${EDGE_REGION}/secretsmanager/aws4_request`;
  const loadable: Loadable = {
    taskRoot: handlers,
    handler: 'one-request.handler',
    memoryMb,
    environment: {
      ONE_URL: url,
      ONE_HEADERS: JSON.stringify({
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'secretsmanager.GetSecretValue',
        Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=not-checked`,
      }),
      ONE_BODY: JSON.stringify({ SecretId: callerSecretName(STAGE, 'client') }),
    },
  };
  return {
    name: `${BARE}, ${memoryMb} MB`,
    roundTripMs,
    baseline: key,
    async take() {
      const cold = await trusting(loadable, {}, tools);
      const { statusCode } = cold.answer as { statusCode: number };
      if (statusCode !== 200) throw new Error(`a bare request was answered wrongly: ${JSON.stringify(cold.answer)}`);
      return cold;
    },
  };
}

async function trusting(loadable: Loadable, event: unknown, tools: ColdTools): Promise<ColdTaken> {
  const { nodeArguments, environment } = tools.far.trust;
  const trusts = { ...loadable, nodeArguments, environment: { ...loadable.environment, ...environment } };
  return taken(await tools.loader.coldStart(trusts, event), tools);
}

async function taken(cold: ColdStart, { far }: ColdTools): Promise<ColdTaken> {
  return { ...cold, phases: phasesOf(cold, await far.takeMarks()) };
}
