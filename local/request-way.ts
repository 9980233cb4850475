import { AsyncLocalStorage } from 'node:async_hooks';

/** Who can answer a request, or end it. */
export type Part =
  | 'onRequest'
  | 'web ACL'
  | 'CloudFront'
  | 'viewer request function'
  | 'API Gateway'
  | 'authorizer'
  | 'function'
  | 'bucket';

/** A call that a function made over HTTP. Its path isn't told: it may hold a key or a token. */
export interface Call {
  readonly method: string;
  /** `https://api.example.com` */
  readonly origin: string;
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  readonly ms: number;
}

/** What a request passed through. */
export interface Step {
  readonly part: Part;
  /** Which one: a function's logical id, a path pattern. */
  readonly name: string;
  /** Since the request came, in ms. */
  readonly from: number;
  readonly ms: number;
  /** How it went on, or what ended it, for a person to read. */
  readonly outcome: string;
  readonly calls: readonly Call[];
}

/** A request that has its answer, and the way that it took. Neither has its query, its headers or a body that was sent. */
export interface AnsweredRequest {
  readonly id: string;
  /** When it came, in ms since 1970. */
  readonly at: number;
  /** This and the path are empty where what came was no HTTP. */
  readonly method: string;
  readonly path: string;
  /** Undefined where the connection ended before an answer. */
  readonly status: number | undefined;
  readonly ms: number;
  /** The part that made the answer. */
  readonly answeredBy: Part;
  /** The JSON of an answer that is an error. */
  readonly error: unknown;
  /** What the viewer request function put on the request, of the headers that are to be told. */
  readonly headers: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** Longer than any error that is meant for a program. */
const MAX_ERROR_BYTES = 10_000;

/** Takes down the way of one request while it is under way. */
export class RequestWay {
  readonly #id: string;
  readonly #at = Date.now();
  readonly #start = performance.now();
  readonly #steps: { part: Part; name: string; from: number; ms: number; outcome: string; calls: Call[] }[] = [];
  #answeredBy: Part = 'CloudFront';
  #error: unknown;
  #headers: Readonly<Record<string, string>> = {};

  constructor(id: string) {
    this.#id = id;
  }

  /** Takes down what `pass` takes, and whatever functions call meanwhile. @param outcomeOf what it came to. */
  async step<T>(part: Part, name: string, pass: () => Promise<T>, outcomeOf: (passed: T) => string): Promise<T> {
    const step = { part, name, from: this.#now(), ms: 0, outcome: '', calls: [] };
    this.#steps.push(step);
    try {
      const passed = await pass();
      step.outcome = outcomeOf(passed);
      return passed;
    } catch (error) {
      step.outcome = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      step.ms = this.#now() - step.from;
    }
  }

  /** Takes down a part that takes no time of its own. */
  passed(part: Part, name: string, outcome: string): void {
    this.#steps.push({ part, name, from: this.#now(), ms: 0, outcome, calls: [] });
  }

  called(call: Call): void {
    this.#steps.at(-1)?.calls.push(call);
  }

  carries(headers: Readonly<Record<string, string>>): void {
    this.#headers = headers;
  }

  /** @param body of the answer, if its part knows it. */
  answeredBy(part: Part, status: number, body?: string | Buffer): void {
    this.#answeredBy = part;
    this.#error = status < 400 || body === undefined ? undefined : jsonIn(body);
  }

  end({ method, path, status }: Pick<AnsweredRequest, 'method' | 'path' | 'status'>): AnsweredRequest {
    return {
      ...{ id: this.#id, at: this.#at, method, path, status, ms: this.#now() },
      ...{ answeredBy: this.#answeredBy, error: this.#error, headers: this.#headers, steps: this.#steps },
    };
  }

  #now(): number {
    return performance.now() - this.#start;
  }
}

const current = new AsyncLocalStorage<RequestWay>();

/** The ways of requests that CloudFront sends to an origin, by the id that it puts on them. */
const underWay = new Map<string, RequestWay>();

/** Answers a request of a viewer; everything that happens meanwhile belongs to its way. */
export async function onWay<T>(id: string, answer: (way: RequestWay) => Promise<T>): Promise<T> {
  const way = new RequestWay(id);
  underWay.set(id, way);
  try {
    return await current.run(way, () => answer(way));
  } finally {
    underWay.delete(id);
  }
}

/** Goes on with the way of a request at its origin. One that comes past CloudFront has a way that nobody is told. */
export function onSameWay<T>(id: string | undefined, answer: (way: RequestWay) => Promise<T>): Promise<T> {
  const way = underWay.get(id ?? '') ?? new RequestWay('');
  return current.run(way, () => answer(way));
}

/** The way of the request for which this runs. */
export function currentWay(): RequestWay | undefined {
  return current.getStore();
}

function jsonIn(body: string | Buffer): unknown {
  if (body.length > MAX_ERROR_BYTES) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
