import { vi } from 'vitest';

/*
 * What fetch and its neighbours can't do where the client is to work, too. The sources are the platforms' own: workerd's
 * http.h and its messages; React Native's Libraries/Network/fetch.js (whatwg-fetch), Libraries/Blob/URL.js and
 * Libraries/Core/setUpXHR.js (abort-controller 3).
 */

const native = { fetch: globalThis.fetch, AbortController: globalThis.AbortController };

/** Cloudflare's Workers, with a compatibility date before 2024-11-11. */
export function asInWorkers(): void {
  vi.stubGlobal('Request', class {});
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    for (const field of ['cache', 'credentials', 'mode'])
      if (field in init) throw new TypeError(`The '${field}' field on 'RequestInitializerDict' is not implemented.`);
    if (init.redirect === 'error') throw new TypeError('Invalid redirect value, must be one of "follow" or "manual"');
    return native.fetch(url, init);
  });
}

/** React Native 0.74 and newer: older ones lack btoa and TextEncoder. */
export function asInReactNative(): void {
  vi.stubGlobal('Request', class {});
  vi.stubGlobal('AbortController', ReasonlessAbortController);
  vi.stubGlobal('URLSearchParams', AppendedSearchParams);
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const { cache, credentials: _, redirect: __, signal, ...rest } = init;
    const aborting = new native.AbortController();
    const abort = () => aborting.abort(new Error('Aborted'));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    const uncached = cache === 'no-store' ? `${url.includes('?') ? '&' : '?'}_=${Date.now()}` : '';
    return native.fetch(url + uncached, { ...rest, signal: aborting.signal });
  });
}

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
