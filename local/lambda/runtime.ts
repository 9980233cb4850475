/*
 * Plays Lambda's Node.js runtime, in a process of its own: loads the handler, then passes it one event after the other.
 * Run as `node runtime.ts TASK_ROOT HANDLER`, with an IPC channel to `Instance`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, type Module, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Invocation, InvocationError, RuntimeMessage } from './protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

// Ctrl-C in a terminal signals the whole process group. This process ignores it; the runner ends it.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());

const [, , taskRoot = '', handlerName = ''] = process.argv;
try {
  const handler = await loadHandler(taskRoot, handlerName);
  process.on('message', (invocation: Invocation) => {
    void invoke(handler, invocation);
  });
  send({ type: 'ready' });
} catch (error) {
  report('Uncaught Exception', error);
  endOfLog('INIT');
  send({ type: 'failed', error: describe(error, 'Runtime.ImportModuleError') });
}

async function loadHandler(root: string, name: string): Promise<Handler> {
  const at = name.lastIndexOf('.');
  const [module, exported] = [name.slice(0, at), name.slice(at + 1)];
  const file = ['.js', '.mjs', '.cjs'].map((extension) => join(root, module + extension)).find(existsSync);
  if (file === undefined) throw new Error(`Cannot find module '${module}'`);
  if (file.endsWith('.js') && !existsSync(join(root, 'package.json'))) takeAsCommonJs(root);
  const loaded: Record<string, unknown> = await import(pathToFileURL(file).href);
  const handler = loaded[exported] ?? (loaded.default as Record<string, unknown> | undefined)?.[exported];
  if (typeof handler !== 'function') throw new Error(`${name} is undefined or not exported`);
  // Since Node.js 24, Lambda's runtime no longer supports callbacks.
  if (handler.length > 2) throw new Error(`${name} takes a callback: handlers are async functions`);
  return handler as Handler;
}

/**
 * In Lambda there is no `package.json` above a function's folder. Here there may be one, of the project that the assembly
 * is in, and it could make Node take the function's files for ES modules.
 */
function takeAsCommonJs(root: string): void {
  const isOwn = (file: string) => file.startsWith(join(root, '/')) && !file.includes('/node_modules/');
  // `require` chooses a file's format itself; `import` uses the hook.
  const { extensions } = createRequire(import.meta.url);
  const byPackageJson = extensions['.js'];
  extensions['.js'] = (module: Module & { _compile?(code: string, file: string): void }, file) =>
    isOwn(file) ? module._compile?.(readFileSync(file, 'utf8'), file) : byPackageJson?.(module, file);
  registerHooks({
    load: (url, context, nextLoad) =>
      nextLoad(
        url,
        /^file:.*\.js$/.test(url) && isOwn(fileURLToPath(url)) ? { ...context, format: 'commonjs' } : context,
      ),
  });
}

async function invoke(handler: Handler, invocation: Invocation): Promise<void> {
  let message: RuntimeMessage;
  try {
    const result = await handler(JSON.parse(invocation.event), contextOf(invocation));
    message = { type: 'answered', payload: JSON.stringify(result ?? null) };
  } catch (error) {
    report('Invoke Error', error);
    message = { type: 'failed', error: describe(error, 'Error') };
  }
  endOfLog(invocation.requestId);
  send(message);
}

function contextOf({ requestId, functionArn, timeoutMs }: Invocation): object {
  const deadline = Date.now() + timeoutMs;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describe(error: unknown, type: string): InvocationError {
  return error instanceof Error
    ? { errorType: error.name === 'Error' ? type : error.name, errorMessage: error.message }
    : { errorType: typeof error, errorMessage: String(error) };
}

/** Writes an error as Lambda's runtime does, so that the log shows what CloudWatch would get. */
function report(what: string, error: unknown): void {
  const { errorType, errorMessage } = describe(error, 'Error');
  const stack = error instanceof Error ? error.stack?.split('\n') : undefined;
  process.stderr.write(`ERROR\t${what}\t${JSON.stringify({ errorType, errorMessage, stack })}\n`);
}

/** Writes to pipes are synchronous: once the runner has read this line, it has read all lines before it. */
function endOfLog(requestId: string): void {
  for (const stream of [process.stdout, process.stderr]) stream.write(`\nEND RequestId: ${requestId}\n`);
}

function send(message: RuntimeMessage): void {
  process.send?.(message);
}
