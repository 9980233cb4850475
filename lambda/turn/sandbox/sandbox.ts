import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startSandboxServer } from '../../shared/providers/sandbox-server.ts';
import type { Keys, Sandbox, SandboxBehaviour } from '../../shared/providers/stand-in.ts';
import { cloudflareAnswer } from './cloudflare.ts';
import { twilioAnswer } from './twilio.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly contentType: string;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly json: object;
}

/** Random text, as the providers’ user names and credentials are. */
export function random(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/**
 * Replaces Cloudflare’s and Twilio’s APIs for TURN credentials, on a free port of 127.0.0.1. No server takes the credentials.
 *
 * @param keys the only ones that it accepts.
 */
export async function startTurnSandbox(keys: Keys): Promise<Sandbox> {
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
    const { status, json } = answer({
      method,
      path: url,
      // Wrong keys and keys that were taken away are answered alike.
      authorization: behaviour === 'refuse' ? '' : (headers.authorization ?? ''),
      contentType: headers['content-type']?.split(';', 1)[0] ?? '',
      body,
    });
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
  }

  function answer(asked: Asked): Answer {
    if (behaviour === 'fail') return { status: 500, json: { error: 'something went wrong' } };
    if (behaviour === 'nonsense') return { status: 201, json: { iceServers: [], ice_servers: [] } };
    return asked.path.startsWith('/v1/') ? cloudflareAnswer(asked, keys) : twilioAnswer(asked, keys);
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
