import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type LocalServer, listen, PortTakenError } from '../../../local/listen.ts';
import type { AnsweredRequest } from '../../../local/run-assembly.ts';
import { PAGE_POLICY, pageHtml, requestHtml, type ServiceNames, SHOWN_REQUESTS } from './html.ts';

/** The page of the last requests. */
export interface RequestsPage extends LocalServer {
  add(request: AnsweredRequest): void;
}

export interface RequestsPageOptions {
  readonly stage: string;
  readonly services: ServiceNames;
  /** The port to prefer; a free one if it is taken. */
  readonly port: number;
}

/** Under other names, or from another site, a page could read it that this machine's user has opened elsewhere. */
const OWN_HOST = /^(?:localhost|127\.0\.0\.1):\d+$/;

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': PAGE_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Serves the page on 127.0.0.1 alone, at a port of its own: no path of a stage can be the same, and no page of a stage can read it. */
export async function startRequestsPage({ stage, services, port }: RequestsPageOptions): Promise<RequestsPage> {
  const rows: string[] = [];
  const open = new Set<ServerResponse>();

  const listener = (message: IncomingMessage, response: ServerResponse) => {
    const { method, url, headers } = message;
    if (!OWN_HOST.test(headers.host ?? '') || isOfAnotherSite(headers)) {
      response.writeHead(403, HEADERS).end();
    } else if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { ...HEADERS, Allow: 'GET, HEAD' }).end();
    } else if (url === '/') {
      response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/html; charset=utf-8' });
      response.end(pageHtml(stage, rows.toReversed()));
    } else if (url === '/events' && method === 'GET') {
      response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' }).flushHeaders();
      open.add(response);
      response.on('close', () => open.delete(response));
    } else {
      response.writeHead(404, HEADERS).end();
    }
  };
  const server = await listen(createServer(listener), port).catch((error: unknown) => {
    if (!(error instanceof PortTakenError)) throw error;
    return listen(createServer(listener));
  });
  return {
    ...server,
    add(request) {
      // An event ends with its line.
      const row = requestHtml(request, services).replaceAll(/[\r\n]+/g, ' ');
      rows.push(row);
      if (rows.length > SHOWN_REQUESTS) rows.shift();
      for (const response of open) response.write(`data: ${row}\n\n`);
    },
  };
}

/** A link from elsewhere may open the page, but nothing else of another site, or of another port, may ask. */
function isOfAnotherSite(headers: IncomingMessage['headers']): boolean {
  const site = headers['sec-fetch-site'];
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  const isForeign = headers.origin !== undefined && headers.origin !== `http://${headers.host}`;
  return isForeign || (site !== undefined && site !== 'same-origin' && site !== 'none' && !isLink);
}
