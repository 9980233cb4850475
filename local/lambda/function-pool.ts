import type { Instance as FunctionInstance } from './instance.ts';
import type { InvocationResult } from './protocol.ts';

type Instance = Pick<FunctionInstance, 'alive' | 'invoke' | 'end'>;

/** The instances of one function. Each handles one request at a time. If all are busy, further requests wait. */
export class FunctionPool {
  readonly #start: () => Instance;
  readonly #bound: number;
  readonly #instances = new Set<Instance>();
  readonly #idle: Instance[] = [];
  readonly #waiting: ((instance: Instance) => void)[] = [];
  #closed = false;

  constructor(start: () => Instance, bound: number) {
    this.#start = start;
    this.#bound = bound;
  }

  async invoke(arn: string, event: unknown): Promise<InvocationResult> {
    if (this.#closed) throw new Error('the function’s processes are being ended');
    const instance = await this.#acquire();
    try {
      return await instance.invoke(arn, event);
    } finally {
      this.#release(instance);
    }
  }

  /** Ends all instances; the next request starts a new one. Requests under way fail. */
  async coldStart(): Promise<void> {
    const ending = [...this.#instances];
    this.#instances.clear();
    this.#idle.length = 0;
    await Promise.all(ending.map((instance) => instance.end()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.length = 0;
    await this.coldStart();
  }

  async #acquire(): Promise<Instance> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.alive) return idle;
      this.#instances.delete(idle);
    }
    if (this.#instances.size < this.#bound) return this.#startInstance();
    return new Promise((take) => this.#waiting.push(take));
  }

  #release(instance: Instance): void {
    const usable = instance.alive && this.#instances.has(instance);
    if (!usable) this.#instances.delete(instance);
    const take = this.#waiting.shift();
    if (take !== undefined) take(usable ? instance : this.#startInstance());
    else if (usable) this.#idle.push(instance);
  }

  #startInstance(): Instance {
    const instance = this.#start();
    this.#instances.add(instance);
    return instance;
  }
}
