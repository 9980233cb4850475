import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApiCaller, type Identify, type Identity, readCredential } from './iam/identity.ts';
import { evaluate } from './iam/policy.ts';
import { writeXml, xmlElement } from './xml.ts';

/** An error of an API that answers in XML. */
export class XmlApiError extends Error {
  override readonly name = 'XmlApiError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @throws XmlApiError when the request isn't signed for that service, or the key is unknown. */
export function apiCallerOf({ headers }: IncomingMessage, service: string, identify: Identify): ApiCaller {
  const credential = readCredential(headers.authorization, service);
  if (credential === undefined) {
    throw new XmlApiError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  const identity = identify(credential.accessKeyId);
  if (identity === undefined) {
    throw new XmlApiError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  }
  return { ...identity, region: credential.region };
}

/** @throws XmlApiError AccessDenied */
export function authorizeCall({ role, session }: Identity, action: string, resource: string): void {
  if (evaluate(role.statements, action, resource) === 'allowed') return;
  throw new XmlApiError(
    403,
    'AccessDenied',
    `User: arn:aws:sts::${role.account}:assumed-role/${role.name}/${session} is not authorized to perform: ${action} on resource: ${resource}`,
  );
}

/** @param attributes of the answer's root element, with a space before them. */
export function respondError(response: ServerResponse, error: unknown, attributes: string): void {
  const { status, code, message } = asXmlApiError(error);
  const body = xmlElement('ErrorResponse', [
    xmlElement('Error', [
      xmlElement('Type', status < 500 ? 'Sender' : 'Receiver'),
      xmlElement('Code', code),
      xmlElement('Message', message),
    ]),
    xmlElement('RequestId', randomUUID()),
  ]);
  response.writeHead(status, { 'Content-Type': 'text/xml' }).end(writeXml(body, attributes));
}

function asXmlApiError(error: unknown): XmlApiError {
  if (error instanceof XmlApiError) return error;
  if (error instanceof SyntaxError) return new XmlApiError(400, 'InvalidArgument', error.message);
  return new XmlApiError(500, 'InternalError', String(error));
}
