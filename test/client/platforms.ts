import { vi } from 'vitest';

/*
 * What fetch and its neighbours can't do where the client is to work, too. The sources are the platforms' own: workerd's
 * http.h and its messages; React Native's Libraries/Network/fetch.js (whatwg-fetch), Libraries/Blob/URL.js and
 * Libraries/Core/setUpXHR.js (abort-controller 3).
 */

const native = { fetch: globalThis.fetch, AbortController: globalThis.AbortController };

/** Neither `reason` nor `throwIfAborted`. */
class ReasonlessAbortController {
  readonly signal = Object.assign(new EventTarget(), { aborted: false });

  abort(): void {
    if (this.signal.aborted) return;
    this.signal.aborted = true;
    this.signal.dispatchEvent(new Event('abort'));
  }
}

class AppendedSearchParams {
  readonly #pairs: [string, string][] = [];

  constructor(init?: Readonly<Record<string, string>>) {
    for (const name of Object.keys(init ?? {})) this.append(name, String(init?.[name]));
  }

  append(name: string, value: string): void {
    this.#pairs.push([name, value]);
  }

  toString(): string {
    return this.#pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  }
}

/** Cloudflare's Workers, with a compatibility date before 2024-11-11. */
const workers = {
  Request: class {},
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    for (const field of ['cache', 'credentials', 'mode'])
      if (field in init) throw new TypeError(`The '${field}' field on 'RequestInitializerDict' is not implemented.`);
    if (init.redirect === 'error') throw new TypeError('Invalid redirect value, must be one of "follow" or "manual"');
    return native.fetch(url, init);
  },
};

/** React Native 0.74 and newer: older ones lack btoa and TextEncoder. */
const reactNative = {
  Request: class {},
  AbortController: ReasonlessAbortController,
  URLSearchParams: AppendedSearchParams,
  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { cache, credentials: _, redirect: __, signal, ...rest } = init;
    const aborting = new native.AbortController();
    const abort = () => aborting.abort(new Error('Aborted'));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    const uncached = cache === 'no-store' ? `${url.includes('?') ? '&' : '?'}_=${Date.now()}` : '';
    return native.fetch(url + uncached, { ...rest, signal: aborting.signal });
  },
};

export function asInWorkers(): void {
  for (const [name, value] of Object.entries(workers)) vi.stubGlobal(name, value);
}

export function asInReactNative(): void {
  for (const [name, value] of Object.entries(reactNative)) vi.stubGlobal(name, value);
}

/** Each platform's own globals beside those of the language, as far as Node has something of that name to put there. */
export const globalsOf: Readonly<Record<'workers' | 'reactNative', Readonly<Record<string, unknown>>>> = {
  // ServiceWorkerGlobalScope in workerd's src/workerd/api/global-scope.h; its streams and events have no part here.
  workers: {
    ...named(
      ...['AbortController', 'AbortSignal', 'Blob', 'DOMException', 'Event', 'EventTarget', 'File', 'FormData'],
      ...['Headers', 'Response', 'TextDecoder', 'TextEncoder', 'URL', 'URLSearchParams', 'WebSocket'],
      ...['atob', 'btoa', 'clearInterval', 'clearTimeout', 'console', 'crypto', 'navigator', 'performance'],
      ...['queueMicrotask', 'setInterval', 'setTimeout', 'structuredClone'],
    ),
    addEventListener: () => {},
    ...workers,
  },
  // Libraries/Core/setUp*.js of React Native; btoa, atob and TextEncoder are Hermes's. There is a window, and it is the
  // global object, but neither a document nor a location, and no addEventListener.
  reactNative: {
    ...named(
      ...['AbortSignal', 'Blob', 'File', 'FormData', 'Headers', 'Response', 'TextEncoder', 'URL', 'WebSocket'],
      ...['atob', 'btoa', 'clearInterval', 'clearTimeout', 'console', 'navigator', 'queueMicrotask'],
      ...['setImmediate', 'setInterval', 'setTimeout'],
    ),
    performance: { now: () => performance.now() },
    ...reactNative,
  },
};

function named(...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, (globalThis as Readonly<Record<string, unknown>>)[name]]));
}
