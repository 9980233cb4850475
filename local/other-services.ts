import { createServer, type IncomingMessage } from 'node:http';
import { type LocalServer, listen } from './listen.ts';
import { element, writeXml } from './xml.ts';

/**
 * Answers every call of an AWS service that isn't here with an error that says so. Without it, a function's SDK would ask
 * AWS itself, with a key that is no one's.
 */
export async function startOtherServices(): Promise<LocalServer> {
  return listen(
    createServer((request, response) => {
      const message = `the local runner has no ${serviceOf(request)}`;
      // Not an error that the SDK would ask again after.
      const status = 501;
      if (request.headers['content-type']?.includes('json')) {
        response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ __type: 'NotImplemented', message }));
      } else {
        const error = element('Error', [element('Code', 'NotImplemented'), element('Message', message)]);
        response.writeHead(status, { 'Content-Type': 'text/xml' });
        response.end(writeXml(request.method === 'POST' ? element('ErrorResponse', [error]) : error));
      }
    }),
  );
}

/** As the scope of the request's signature names it, such as `dynamodb`. */
function serviceOf({ headers }: IncomingMessage): string {
  return /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'such service';
}
