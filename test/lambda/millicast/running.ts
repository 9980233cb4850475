import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { routes } from '../../../lambda/contract.ts';
import { createHandler } from '../../../lambda/millicast/create-handler.ts';
import {
  type Call,
  MILLICAST_TIMES,
  type MillicastApi,
  type MillicastTimes,
  millicastApi,
  read,
} from '../../../lambda/millicast/millicast-api.ts';
import { MillicastOptions } from '../../../lambda/millicast/options.ts';
import { type MillicastSandbox, startMillicastSandbox } from '../../../lambda/millicast/sandbox/sandbox.ts';
import { type CallerRights, routeName } from '../../../lambda/shared/rights/rights.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { rightsOfClient } from '../../support/rights.ts';

export const API_SECRET = 'api-secret-of-a-test';

export interface ManagementAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of it
  readonly body: any;
}

export interface Running {
  readonly sandbox: MillicastSandbox;
  readonly clock: ManualClock;
  readonly log: ReturnType<typeof captureLog>;
  /** @param operation `POST /millicast/publish_token`, with a query where it takes one. */
  ask(operation: string, body?: unknown): Promise<ManagementAnswer>;
  /** The same, as a caller without limits. */
  askFreely(operation: string, body?: unknown): Promise<ManagementAnswer>;
}

export interface RunningOptions {
  readonly options?: v.InferInput<typeof MillicastOptions>;
  readonly times?: Partial<MillicastTimes>;
  readonly apiSecret?: string;
  /** Of the caller who asks; every route and nothing limited by default. */
  readonly rights?: Partial<CallerRights>;
  /** What Millicast answers in place of what the sandbox does; it gets what would go under `data`. */
  readonly lies?: (call: Call, data: unknown) => unknown;
}

/** The management function before a sandbox of its own, both by one clock; ended when the test is. */
export async function running({
  options = {},
  times = {},
  apiSecret = API_SECRET,
  rights = {},
  lies = (_, data) => data,
}: RunningOptions = {}): Promise<Running> {
  const clock = new ManualClock();
  const log = captureLog();
  const sandbox = await startMillicastSandbox({ apiSecret: API_SECRET, now: clock.now });
  onTestFinished(() => sandbox.close());
  const tools = { now: clock.now, random: () => 0, sleep: async () => {} };
  const call = millicastApi(sandbox.url, async () => ({ apiSecret }), { ...MILLICAST_TIMES, ...times }, tools);
  const told: MillicastApi = async (operation, data) =>
    read(operation, { status: 200, json: envelope(lies(operation, await call(operation, v.unknown()))) }, data);
  const handler = createHandler(told, v.parse(MillicastOptions, options), clock.now, {
    ...rightsOfClient(rights),
    operator: { routes: routes.map(routeName), only: {} },
  });

  async function askAs(caller: string, operation: string, body: unknown): Promise<ManagementAnswer> {
    const [method = '', target = ''] = operation.split(' ');
    const { pathname, searchParams } = new URL(target, 'https://stagepass.example');
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const { route, params } = routed(method, pathname);
    const event = apiEvent(route, Object.fromEntries(searchParams), { body: text, params });
    const answer = await handler({ ...event, requestContext: { ...event.requestContext, authorizer: { caller } } });
    return { status: answer.statusCode, body: bodyOf(answer) };
  }

  return {
    sandbox,
    clock,
    log,
    ask: (operation, body) => askAs('client', operation, body),
    askFreely: (operation, body) => askAs('operator', operation, body),
  };
}

function envelope(data: unknown): object {
  return { status: 'success', data };
}

/** As API Gateway would: literal paths first. */
function routed(method: string, path: string) {
  const literal = routes.find((route) => route.method === method && route.path === path);
  if (literal !== undefined) return { route: literal, params: null };
  for (const route of routes) {
    const pattern = route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const groups = route.method === method && new RegExp(`^${pattern}$`).exec(path)?.groups;
    if (groups) return { route, params: { ...groups } };
  }
  throw new Error(`no route has ${method} ${path}`);
}

export const oneStream = { label: 'a token', streams: [{ streamName: 'cam' }] };
