import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startSandboxServer } from '../../providers/sandbox-server.ts';
import type { Sandbox, SandboxBehaviour } from '../../providers/stand-in.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  /** The parsed body; undefined where it is no JSON. */
  readonly json: unknown;
}

export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/**
 * Replaces a provider's calls that end sessions, on a free port of 127.0.0.1.
 *
 * @param answer as the provider answers. Keys that were taken away are answered as wrong ones.
 */
export async function startKickSandbox(answer: (asked: Asked) => Answer | Promise<Answer>): Promise<Sandbox> {
  let behaviour: SandboxBehaviour = 'ok';
  let calls = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    calls += 1;
    const body = await text(request);
    if (behaviour === 'hang') return;
    if (behaviour === 'drop') {
      request.socket.destroy();
      return;
    }
    const { method = '', url = '', headers } = request;
    const authorization = behaviour === 'refuse' ? '' : (headers.authorization ?? '');
    const { status, json } = broken() ?? (await answer({ method, path: url, authorization, json: parsed(body) }));
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
  }

  function broken(): Answer | undefined {
    if (behaviour === 'fail') return { status: 500, json: { error: 'something went wrong' } };
    return behaviour === 'nonsense' ? { status: 200, json: 'nonsense' } : undefined;
  }

  const { url, close } = await startSandboxServer(handle);

  return {
    url,
    calls: () => calls,
    behave(as) {
      behaviour = as;
    },
    close,
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
