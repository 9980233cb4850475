import { describe, expect, it } from 'vitest';
import { FunctionPool } from '../../../local/lambda/function-pool.ts';
import type { InvocationResult } from '../../../local/lambda/protocol.ts';

/** Answers when it is told to. */
class FakeInstance {
  alive = true;
  ended = false;
  readonly events: unknown[] = [];
  #settle: (result: InvocationResult) => void = () => {};

  invoke(_arn: string, event: unknown): Promise<InvocationResult> {
    this.events.push(event);
    return new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  answer(payload: string): void {
    this.#settle({ ok: true, payload });
  }

  crash(): void {
    this.alive = false;
    this.#settle({ ok: false, error: { errorType: 'Runtime.ExitError', errorMessage: 'gone' } });
  }

  async end(): Promise<void> {
    this.ended = true;
    this.crash();
  }
}

function poolOf(bound: number) {
  const instances: FakeInstance[] = [];
  const pool = new FunctionPool(() => {
    const instance = new FakeInstance();
    instances.push(instance);
    return instance;
  }, bound);
  const invoke = async (event: string) => {
    const result = pool.invoke('arn', event);
    await settled();
    return { result };
  };
  return { pool, instances, invoke };
}

/** Lets everything happen that waits for nothing but its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('FunctionPool', () => {
  it('starts nothing before the first request', () => {
    expect(poolOf(2).instances).toHaveLength(0);
  });

  it('uses an idle instance again', async () => {
    const { instances, invoke } = poolOf(2);
    const first = await invoke('a');
    instances[0]?.answer('A');
    expect(await first.result).toEqual({ ok: true, payload: 'A' });
    await invoke('b');
    expect(instances.map(({ events }) => events)).toEqual([['a', 'b']]);
  });

  it('gives each request an instance to itself, up to the bound; others wait their turn', async () => {
    const { instances, invoke } = poolOf(2);
    for (const event of ['a', 'b', 'c', 'd']) await invoke(event);
    expect(instances.map(({ events }) => events)).toEqual([['a'], ['b']]);
    instances[1]?.answer('B');
    await settled();
    instances[1]?.answer('C');
    await settled();
    expect(instances.map(({ events }) => events)).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('replaces an instance that is gone, also for who waits', async () => {
    const { instances, invoke } = poolOf(1);
    const first = await invoke('a');
    await invoke('b');
    instances[0]?.crash();
    expect(await first.result).toMatchObject({ ok: false });
    await settled();
    expect(instances.map(({ events }) => events)).toEqual([['a'], ['b']]);
    instances[1]?.answer('B');
    await settled();
    if (instances[1]) instances[1].alive = false;
    await invoke('c');
    expect(instances.map(({ events }) => events)).toEqual([['a'], ['b'], ['c']]);
  });

  it('starts afresh after a cold start', async () => {
    const { pool, instances, invoke } = poolOf(2);
    await invoke('a');
    await invoke('b');
    instances[1]?.answer('B');
    await settled();
    await pool.coldStart();
    expect(instances.map(({ ended }) => ended)).toEqual([true, true]);
    await invoke('c');
    expect(instances[2]?.events).toEqual(['c']);
  });

  it('takes nothing more once it is closed', async () => {
    const { pool, instances, invoke } = poolOf(2);
    await invoke('a');
    await pool.close();
    expect(instances[0]?.ended).toBe(true);
    await expect(pool.invoke('arn', 'b')).rejects.toThrow('being ended');
  });
});
