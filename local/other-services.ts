import { createServer, type IncomingMessage } from 'node:http';
import { type LocalServer, listen } from './listen.ts';
import { writeXml, xmlElement } from './xml.ts';

/**
 * Answers calls of AWS services that don't run here with an error that says so. Without it, a function's SDK would call
 * AWS itself, with a made-up key.
 */
export async function startOtherServices(): Promise<LocalServer> {
  return listen(
    createServer((request, response) => {
      const message = `the local runner has no ${serviceOf(request)}`;
      // A status that the SDK doesn't retry.
      const status = 501;
      if (request.headers['content-type']?.includes('json')) {
        response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ __type: 'NotImplemented', message }));
      } else {
        const error = xmlElement('Error', [xmlElement('Code', 'NotImplemented'), xmlElement('Message', message)]);
        response.writeHead(status, { 'Content-Type': 'text/xml' });
        response.end(writeXml(request.method === 'POST' ? xmlElement('ErrorResponse', [error]) : error));
      }
    }),
  );
}

/** The service's name in the scope of the request's signature, such as `dynamodb`. */
function serviceOf({ headers }: IncomingMessage): string {
  return /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'such service';
}
