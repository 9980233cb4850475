import { onTestFinished } from 'vitest';
import { type MillicastSandbox, startMillicastSandbox } from '../../../../lambda/millicast/sandbox/sandbox.ts';

export const API_SECRET = 'sandbox-api-secret';
export const NOW = Date.parse('2026-01-01T00:00:00Z');

export interface Clock {
  now: number;
}

export interface Running extends MillicastSandbox {
  readonly clock: Clock;
  /** Asks the token API; `body` goes out as JSON. */
  ask(operation: string, body?: unknown): Promise<Asked>;
}

export interface Asked {
  readonly status: number;
  readonly body: Envelope;
}

interface Envelope {
  readonly status: string;
  readonly message?: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read into whatever the operation answers
  readonly data: any;
}

/** A stand-in that is shut when the test ends. */
export async function running(): Promise<Running> {
  const clock = { now: NOW };
  const sandbox = await startMillicastSandbox({ apiSecret: API_SECRET, now: () => clock.now });
  onTestFinished(() => sandbox.close());
  return {
    ...sandbox,
    clock,
    async ask(operation, body) {
      const [method = '', path = ''] = operation.split(' ');
      const answer = await fetch(`${sandbox.url}${path}`, {
        method,
        headers: { Authorization: `Bearer ${API_SECRET}`, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: (await answer.json()) as Envelope };
    },
  };
}

export const oneStream = { label: 'a token', streams: [{ streamName: 'cam' }] };
