import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Invocation, RuntimeMessage } from '../local/lambda/protocol.ts';
import { listen } from '../local/listen.ts';
import type { CpuThrottle } from './cold/cpu-throttle.ts';
import { monotonicMs } from './cold/monotonic.ts';
import type { StartMarks } from './cold/phases.ts';
import { cpuMs } from './cpu-time.ts';
import { RUNTIME_CLIENT } from './runtime-client.ts';

/** A handler, and the settings of its process. */
export interface Loadable {
  readonly taskRoot: string;
  /** `module.export` */
  readonly handler: string;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeArguments?: readonly string[];
}

/** Its process was started, its handler was loaded, and its first event was answered. */
export interface ColdStart extends StartMarks {
  /** CPU time until it was ready, in ms. */
  readonly readyCpuMs: number;
  readonly answer: unknown;
}

/**
 * Starts a process for one event, as Lambda does for a request when no environment is free: with a whole core until the
 * handler is loaded, and from then on with what its memory buys.
 */
export interface Loader {
  readonly name: string;
  coldStart(loadable: Loadable, event: unknown): Promise<ColdStart>;
  close(): Promise<void>;
}

const REQUEST_ID = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:bench';

/** The local runner's own loader. */
export function localLoader(throttle: CpuThrottle): Loader {
  const file = fileURLToPath(new URL('../local/lambda/runtime.mjs', import.meta.url));
  return {
    name: 'the local runner’s loader',
    async coldStart({ taskRoot, handler, memoryMb, environment, nodeArguments = [] }, event) {
      const startedAt = monotonicMs();
      const child = fork(file, [taskRoot, handler], {
        cwd: taskRoot,
        env: environment,
        execArgv: [`--max-old-space-size=${memoryMb}`, ...nodeArguments],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      throttle.initBegins(child.pid);
      try {
        await message(child);
        const readyAt = monotonicMs();
        const readyCpuMs = cpuMs(child.pid);
        throttle.initEnds(child.pid, memoryMb);
        const invocation: Invocation = {
          requestId: REQUEST_ID,
          functionArn: ARN,
          event: JSON.stringify(event),
          timeoutMs: 10_000,
        };
        child.send(invocation);
        const answered = await message(child);
        const answeredAt = monotonicMs();
        if (answered.type !== 'answered') throw new Error(`${handler} was loaded twice`);
        return { startedAt, readyAt, readyCpuMs, answeredAt, answer: JSON.parse(answered.payload) };
      } finally {
        throttle.release(child.pid);
        await end(child);
      }
    },
    close: async () => {},
  };
}

async function message(child: ChildProcess): Promise<RuntimeMessage> {
  const gone = new AbortController();
  try {
    const exit = once(child, 'exit', { signal: gone.signal }).then(() => {
      throw new Error('the function’s process ended before it answered');
    });
    const [said] = (await Promise.race([once(child, 'message', { signal: gone.signal }), exit])) as [RuntimeMessage];
    if (said.type === 'failed') throw new Error(`${said.error.errorType}: ${said.error.errorMessage}`);
    return said;
  } finally {
    gone.abort();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** A call of Lambda's runtime API by a process. */
interface RuntimeCall {
  readonly path: string;
  readonly body: string;
  readonly at: number;
  readonly response: ServerResponse;
}

/**
 * Lambda's own runtime client, with a local runtime API that gives it events.
 *
 * @param clientFile its index.mjs.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function runtimeClientLoader(clientFile: string, throttle: CpuThrottle): Promise<Loader> {
  let tell: ((call: RuntimeCall) => void) | undefined;
  const server = await listen(
    createServer((request: IncomingMessage, response) => {
      const at = monotonicMs();
      void text(request).then((body) => tell?.({ path: request.url ?? '', body, at, response }));
    }),
  );
  return {
    name: RUNTIME_CLIENT,
    async coldStart({ taskRoot, handler, memoryMb, environment, nodeArguments = [] }, event) {
      const calls: RuntimeCall[] = [];
      let arrived: (() => void) | undefined;
      tell = (call) => {
        calls.push(call);
        arrived?.();
      };
      const startedAt = monotonicMs();
      const child = spawn(process.execPath, [`--max-old-space-size=${memoryMb}`, ...nodeArguments, clientFile], {
        cwd: taskRoot,
        env: {
          ...environment,
          AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.port}`,
          AWS_LAMBDA_FUNCTION_NAME: 'bench',
          AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
          AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
          AWS_LAMBDA_LOG_STREAM_NAME: 'bench',
          LAMBDA_TASK_ROOT: taskRoot,
          _HANDLER: handler,
        },
        stdio: ['ignore', 'ignore', 'ignore'],
      });
      throttle.initBegins(child.pid);
      const exited = once(child, 'exit').then(() => {
        throw new Error('the function’s process ended before it answered');
      });
      exited.catch(() => {});
      const next = async (): Promise<RuntimeCall> => {
        if (calls.length === 0) {
          const call = new Promise<void>((resolve) => {
            arrived = resolve;
          });
          await Promise.race([call, exited]);
        }
        return calls.shift() as RuntimeCall;
      };
      try {
        const asked = await next();
        const readyCpuMs = cpuMs(child.pid);
        if (!asked.path.endsWith('/invocation/next')) throw new Error(`${handler}: ${asked.body}`);
        throttle.initEnds(child.pid, memoryMb);
        asked.response
          .writeHead(200, {
            'Content-Type': 'application/json',
            'Lambda-Runtime-Aws-Request-Id': REQUEST_ID,
            'Lambda-Runtime-Deadline-Ms': String(Date.now() + 10_000),
            'Lambda-Runtime-Invoked-Function-Arn': ARN,
          })
          .end(JSON.stringify(event));
        const answered = await next();
        if (!answered.path.endsWith('/response')) throw new Error(`${handler}: ${answered.body}`);
        return {
          startedAt,
          readyAt: asked.at,
          readyCpuMs,
          answeredAt: answered.at,
          answer: JSON.parse(answered.body),
        };
      } finally {
        throttle.release(child.pid);
        await end(child);
      }
    },
    close: () => server.close(),
  };
}
