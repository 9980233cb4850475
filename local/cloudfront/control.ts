import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { goesOn, type OnControlCall, unheard } from '../control-call.ts';
import { type Identify, type Identity, readCredential } from '../iam/identity.ts';
import { evaluate } from '../iam/policy.ts';
import { type LocalServer, listen } from '../listen.ts';
import type { DeployedConfig } from './deployed-config.ts';
import type { Distribution } from './distribution.ts';
import { besidesHeaderValues } from './distribution-config.ts';
import { element, parseXml, textAt, writeXml, type XmlElement } from './xml.ts';

/** An error as the API answers it. */
class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

type Action = 'GetDistribution' | 'GetDistributionConfig' | 'UpdateDistribution';

/** By method and what follows the distribution's id in the path. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'GET ': 'GetDistribution',
  'GET /config': 'GetDistributionConfig',
  'PUT /config': 'UpdateDistribution',
};

const XMLNS = ' xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"';

/**
 * CloudFront's API for the real SDK, as far as one distribution's configuration can be read, and the values of its
 * origins' headers be changed: REST and XML over HTTP, with IAM's say on every call.
 */
export async function startCloudFrontControl(
  distribution: Distribution,
  deployed: DeployedConfig,
  identify: Identify,
  onCall: OnControlCall = unheard,
): Promise<LocalServer> {
  const arn = `arn:aws:cloudfront::${distribution.resource.account}:distribution/${distribution.id}`;
  const edgeFunctions = distribution.behaviors.flatMap(({ viewerRequestFunction }) => viewerRequestFunction ?? []);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const [, id, rest] = /^\/2020-05-31\/distribution\/([^/?]+)(\/config)?$/.exec(request.url ?? '') ?? [];
      const action = ACTIONS[`${request.method} ${rest ?? ''}`];
      if (id === undefined || action === undefined) {
        throw new ControlError(400, 'InvalidAction', 'the local CloudFront doesn’t know this call');
      }
      const caller = callerOf(request, identify);
      authorize(caller, `cloudfront:${action}`, arn.replace(distribution.id, id));
      if (id !== distribution.id) {
        throw new ControlError(404, 'NoSuchDistribution', 'The specified distribution does not exist.');
      }
      const body = await text(request);
      const call = { service: 'cloudfront', action, by: caller.session } as const;
      if (!(await goesOn(onCall({ ...call, phase: 'before' }), response))) return;
      if (action === 'UpdateDistribution') update(body, request.headers['if-match'], caller);
      if (!(await goesOn(onCall({ ...call, phase: 'after' }), response))) return;
      const answered = action === 'GetDistributionConfig' ? deployed.config : described();
      response.writeHead(200, { 'Content-Type': 'text/xml', ETag: deployed.etag }).end(writeXml(answered, XMLNS));
    } catch (error) {
      respondError(response, error);
    }
  }

  function update(body: string, ifMatch: string | undefined, caller: Identity): void {
    for (const edgeFunction of edgeFunctions) {
      authorize(caller, 'lambda:GetFunction', edgeFunction);
      authorize(caller, 'lambda:EnableReplication', edgeFunction);
    }
    const webAcl = textAt(deployed.config, 'WebACLId');
    if (webAcl !== undefined) authorize(caller, 'wafv2:GetWebACL', webAcl);
    if (ifMatch === undefined) {
      throw new ControlError(400, 'InvalidIfMatchVersion', 'The If-Match version is missing or not valid.');
    }
    if (ifMatch !== deployed.etag) {
      throw new ControlError(412, 'PreconditionFailed', 'The request failed because it didn’t meet the preconditions.');
    }
    const config = parseXml(body);
    if (!isDeepStrictEqual(besidesHeaderValues(config), besidesHeaderValues(deployed.config))) {
      throw new ControlError(400, 'InvalidArgument', 'the local CloudFront changes the values of custom headers only');
    }
    deployed.update(config);
  }

  function described(): XmlElement {
    return element('Distribution', [
      element('Id', distribution.id),
      element('ARN', arn),
      element('Status', deployed.status),
      element('DomainName', distribution.domainName),
      deployed.config,
    ]);
  }

  return listen(createServer((request, response) => void answer(request, response)));
}

function callerOf({ headers }: IncomingMessage, identify: Identify): Identity {
  const credential = readCredential(headers.authorization, 'cloudfront');
  if (credential === undefined) {
    throw new ControlError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  }
  const identity = identify(credential.accessKeyId);
  if (identity === undefined) {
    throw new ControlError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
  }
  return identity;
}

function authorize({ role, session }: Identity, action: string, resource: string): void {
  if (evaluate(role.statements, action, resource) === 'allowed') return;
  throw new ControlError(
    403,
    'AccessDenied',
    `User: arn:aws:sts::${role.account}:assumed-role/${role.name}/${session} is not authorized to perform: ${action} on resource: ${resource}`,
  );
}

function respondError(response: ServerResponse, error: unknown): void {
  const { status, code, message } = asControlError(error);
  const body = element('ErrorResponse', [
    element('Error', [
      element('Type', status < 500 ? 'Sender' : 'Receiver'),
      element('Code', code),
      element('Message', message),
    ]),
    element('RequestId', randomUUID()),
  ]);
  response.writeHead(status, { 'Content-Type': 'text/xml' }).end(writeXml(body, XMLNS));
}

function asControlError(error: unknown): ControlError {
  if (error instanceof ControlError) return error;
  if (error instanceof SyntaxError) return new ControlError(400, 'InvalidArgument', error.message);
  return new ControlError(500, 'InternalError', String(error));
}
