// @ts-check
/*
 * Plays Lambda's Node.js runtime, in a process of its own: loads the handler, then passes it one event after the other.
 * Run as `node runtime.mjs TASK_ROOT HANDLER`, with an IPC channel to `Instance`.
 *
 * JavaScript, since each process would strip the types anew, which takes longer than all else that it does at start.
 */
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** @import { ClientRequest, IncomingMessage } from 'node:http' */
/** @import { ClientHttp2Stream } from 'node:http2' */
/** @import { CallMessage, Invocation, InvocationError, RuntimeMessage } from './protocol.ts' */
/** @typedef {(event: unknown, context: object) => unknown} Handler */

// Ctrl-C in a terminal signals the whole process group. This process ignores it; the runner ends it.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());

tellCalls();

const [, , taskRoot = '', handlerName = ''] = process.argv;
try {
  const handler = await loadHandler(taskRoot, handlerName);
  process.on('message', (invocation) => {
    void invoke(handler, /** @type {Invocation} */ (invocation));
  });
  send({ type: 'ready' });
} catch (error) {
  report('Uncaught Exception', error);
  endOfLog('INIT');
  send({ type: 'failed', error: describe(error, 'Runtime.ImportModuleError') });
}

/**
 * @param {string} root
 * @param {string} name
 * @returns {Promise<Handler>}
 */
async function loadHandler(root, name) {
  const at = name.lastIndexOf('.');
  const [module, exported] = [name.slice(0, at), name.slice(at + 1)];
  const file = ['.js', '.mjs', '.cjs'].map((extension) => join(root, module + extension)).find(existsSync);
  if (file === undefined) throw new Error(`Cannot find module '${module}'`);
  if (file.endsWith('.js') && !existsSync(join(root, 'package.json'))) takeAsCommonJs(root);
  const loaded = await import(pathToFileURL(file).href);
  const handler = loaded[exported] ?? loaded.default?.[exported];
  if (typeof handler !== 'function') throw new Error(`${name} is undefined or not exported`);
  // Since Node.js 24, Lambda's runtime no longer supports callbacks.
  if (handler.length > 2) throw new Error(`${name} takes a callback: handlers are async functions`);
  return handler;
}

/**
 * In Lambda there is no `package.json` above a function's folder. Here there may be one, of the project that the assembly
 * is in, and it could make Node take the function's files for ES modules.
 *
 * @param {string} root
 */
function takeAsCommonJs(root) {
  const isOwn = (/** @type {string} */ file) => file.startsWith(join(root, '/')) && !file.includes('/node_modules/');
  // `require` chooses a file's format itself; `import` uses the hook.
  const { extensions } = createRequire(import.meta.url);
  const byPackageJson = extensions['.js'];
  extensions['.js'] = (/** @type {NodeJS.Module & { _compile?(code: string, file: string): void }} */ module, file) =>
    isOwn(file) ? module._compile?.(readFileSync(file, 'utf8'), file) : byPackageJson?.(module, file);
  registerHooks({
    load: (url, context, nextLoad) =>
      nextLoad(
        url,
        /^file:.*\.js$/.test(url) && isOwn(fileURLToPath(url)) ? { ...context, format: 'commonjs' } : context,
      ),
  });
}

/**
 * @param {Handler} handler
 * @param {Invocation} invocation
 */
async function invoke(handler, invocation) {
  /** @type {RuntimeMessage} */
  let message;
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

/** @param {Invocation} invocation */
function contextOf({ requestId, functionArn, timeoutMs }) {
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

/**
 * @param {unknown} error
 * @param {string} type
 * @returns {InvocationError}
 */
function describe(error, type) {
  return error instanceof Error
    ? { errorType: error.name === 'Error' ? type : error.name, errorMessage: error.message }
    : { errorType: typeof error, errorMessage: String(error) };
}

/**
 * Writes an error as Lambda's runtime does, so that the log shows what CloudWatch would get.
 *
 * @param {string} what
 * @param {unknown} error
 */
function report(what, error) {
  const { errorType, errorMessage } = describe(error, 'Error');
  const stack = error instanceof Error ? error.stack?.split('\n') : undefined;
  process.stderr.write(`ERROR\t${what}\t${JSON.stringify({ errorType, errorMessage, stack })}\n`);
}

/**
 * Writes to pipes are synchronous: once the runner has read this line, it has read all lines before it.
 *
 * @param {string} requestId
 */
function endOfLog(requestId) {
  for (const stream of [process.stdout, process.stderr]) stream.write(`\nEND RequestId: ${requestId}\n`);
}

/** Tells the runner of what the function calls over HTTP, by `node:http`, `node:http2` or `fetch`. */
function tellCalls() {
  /** @type {WeakMap<object, number>} */
  const started = new WeakMap();
  /**
   * @param {object} request
   * @param {string} method
   * @param {string} origin
   * @param {number} [status]
   */
  const tell = (request, method, origin, status) => {
    const from = started.get(request);
    started.delete(request);
    if (from === undefined) return;
    send({ type: 'called', call: { method, origin, status, ms: performance.now() - from } });
  };
  const begin = (/** @type {unknown} */ message) => {
    const { request, stream } = /** @type {{ request?: object, stream?: object }} */ (message);
    started.set(request ?? stream ?? {}, performance.now());
  };
  subscribe('http.client.request.start', begin);
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = /** @type {{ request: ClientRequest, response: IncomingMessage }} */ (message);
    tell(request, request.method, originOf(request), response.statusCode);
  });
  subscribe('http.client.request.error', (message) => {
    const { request } = /** @type {{ request: ClientRequest }} */ (message);
    tell(request, request.method, originOf(request));
  });
  const originOfStream = (/** @type {ClientHttp2Stream} */ { sentHeaders }) =>
    `${sentHeaders?.[':scheme']}://${sentHeaders?.[':authority']}`;
  subscribe('http2.client.stream.created', begin);
  subscribe('http2.client.stream.finish', (message) => {
    const { stream, headers } = /** @type {{ stream: ClientHttp2Stream, headers: { ':status'?: number } }} */ (message);
    tell(stream, String(stream.sentHeaders?.[':method']), originOfStream(stream), headers[':status']);
  });
  subscribe('http2.client.stream.error', (message) => {
    const { stream } = /** @type {{ stream: ClientHttp2Stream }} */ (message);
    tell(stream, String(stream.sentHeaders?.[':method']), originOfStream(stream));
  });
  /** @typedef {{ request: { method: string, origin: string }, response: { statusCode: number } }} Fetched */
  subscribe('undici:request:create', begin);
  subscribe('undici:request:headers', (message) => {
    const { request, response } = /** @type {Fetched} */ (message);
    tell(request, request.method, request.origin, response.statusCode);
  });
  subscribe('undici:request:error', (message) => {
    const { request } = /** @type {Fetched} */ (message);
    tell(request, request.method, request.origin);
  });
}

/** @param {ClientRequest} request */
function originOf(request) {
  return `${request.protocol}//${request.getHeader('host') ?? request.host}`;
}

/** @param {RuntimeMessage | CallMessage} message */
function send(message) {
  process.send?.(message);
}
