import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { goesOn, type OnControlCall, unheard } from '../control-call.ts';
import type { Identify, Identity } from '../iam/identity.ts';
import { type LocalServer, listen } from '../listen.ts';
import { parseXml, textAt, writeXml, type XmlElement, xmlElement } from '../xml.ts';
import { apiCallerOf, authorizeCall, respondError, XmlApiError } from '../xml-api.ts';
import type { DeployedConfig } from './deployed-config.ts';
import type { Distribution } from './distribution.ts';
import { besidesHeaderValues } from './distribution-config.ts';

type Action = 'GetDistribution' | 'GetDistributionConfig' | 'UpdateDistribution';

/** Actions by method and by the path after the distribution's id. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'GET ': 'GetDistribution',
  'GET /config': 'GetDistributionConfig',
  'PUT /config': 'UpdateDistribution',
};

const XMLNS = ' xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"';

/** A distribution with its current configuration. */
export interface DeployedDistribution {
  readonly distribution: Distribution;
  readonly config: DeployedConfig;
}

/**
 * CloudFront's API for the AWS SDK (REST and XML over HTTP). It can read a distribution's configuration and change the
 * values of its origins' custom headers. Every call is checked against IAM policies.
 */
export async function startCloudFrontControl(
  distributions: readonly DeployedDistribution[],
  identify: Identify,
  onCall: OnControlCall = unheard,
): Promise<LocalServer> {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const [, id, rest] = /^\/2020-05-31\/distribution\/([^/?]+)(\/config)?$/.exec(request.url ?? '') ?? [];
      const action = ACTIONS[`${request.method} ${rest ?? ''}`];
      if (id === undefined || action === undefined) {
        throw new XmlApiError(400, 'InvalidAction', 'the local CloudFront doesn’t know this call');
      }
      const caller = apiCallerOf(request, 'cloudfront', identify);
      const found = distributions.find(({ distribution }) => distribution.id === id);
      const account = found?.distribution.resource.account ?? caller.role.account;
      authorizeCall(caller, `cloudfront:${action}`, arnOf(account, id));
      if (found === undefined) {
        throw new XmlApiError(404, 'NoSuchDistribution', 'The specified distribution does not exist.');
      }
      const body = await text(request);
      const call = { service: 'cloudfront', action, by: caller.session } as const;
      if (!(await goesOn(onCall({ ...call, phase: 'before' }), response))) return;
      if (action === 'UpdateDistribution') update(found, body, request.headers['if-match'], caller);
      if (!(await goesOn(onCall({ ...call, phase: 'after' }), response))) return;
      const { config } = found;
      const answered = action === 'GetDistributionConfig' ? config.config : described(found);
      response.writeHead(200, { 'Content-Type': 'text/xml', ETag: config.etag }).end(writeXml(answered, XMLNS));
    } catch (error) {
      respondError(response, error, XMLNS);
    }
  }

  return listen(createServer((request, response) => void answer(request, response)));
}

function update(
  { distribution, config: deployed }: DeployedDistribution,
  body: string,
  ifMatch: string | undefined,
  caller: Identity,
): void {
  const edgeFunctions = distribution.behaviors.flatMap(({ viewerRequestFunction }) => viewerRequestFunction ?? []);
  for (const edgeFunction of edgeFunctions) {
    authorizeCall(caller, 'lambda:GetFunction', edgeFunction);
    authorizeCall(caller, 'lambda:EnableReplication', edgeFunction);
  }
  const webAcl = textAt(deployed.config, 'WebACLId');
  if (webAcl !== undefined) authorizeCall(caller, 'wafv2:GetWebACL', webAcl);
  if (ifMatch === undefined) {
    throw new XmlApiError(400, 'InvalidIfMatchVersion', 'The If-Match version is missing or not valid.');
  }
  if (ifMatch !== deployed.etag) {
    throw new XmlApiError(412, 'PreconditionFailed', 'The request failed because it didn’t meet the preconditions.');
  }
  const config = parseXml(body);
  if (!isDeepStrictEqual(besidesHeaderValues(config), besidesHeaderValues(deployed.config))) {
    throw new XmlApiError(400, 'InvalidArgument', 'the local CloudFront changes the values of custom headers only');
  }
  deployed.update(config);
}

function described({ distribution, config }: DeployedDistribution): XmlElement {
  return xmlElement('Distribution', [
    xmlElement('Id', distribution.id),
    xmlElement('ARN', arnOf(distribution.resource.account, distribution.id)),
    xmlElement('Status', config.status),
    xmlElement('DomainName', distribution.domainName),
    config.config,
  ]);
}

function arnOf(account: string, distributionId: string): string {
  return `arn:aws:cloudfront::${account}:distribution/${distributionId}`;
}
