import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { DeployedStack } from '../assembly/deployment.ts';
import { goesOn, type OnControlCall, unheard } from '../control-call.ts';
import type { ApiCaller, Identify } from '../iam/identity.ts';
import { type LocalServer, listen } from '../listen.ts';
import { writeXml, type XmlElement, xmlElement } from '../xml.ts';
import { apiCallerOf, authorizeCall, respondError, XmlApiError } from '../xml-api.ts';

const XMLNS = ' xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';

/**
 * CloudFormation's API for the AWS SDK, with DescribeStacks only. It uses AWS's query protocol: a form in, XML out. Every
 * call is checked against IAM policies.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 *
 * @param createdAt ms since 1970.
 */
export async function startCloudFormation(
  stacks: readonly DeployedStack[],
  createdAt: number,
  identify: Identify,
  onCall: OnControlCall = unheard,
): Promise<LocalServer> {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const caller = apiCallerOf(request, 'cloudformation', identify);
      const form = new URLSearchParams(await text(request));
      const action = form.get('Action') ?? '';
      if (action !== 'DescribeStacks') {
        throw new XmlApiError(400, 'InvalidAction', 'the local CloudFormation has DescribeStacks only');
      }
      const call = { service: 'cloudformation', action, by: caller.session } as const;
      if (!(await goesOn(onCall({ ...call, phase: 'before' }), response))) return;
      const found = describeStacks(form.get('StackName'), caller);
      if (!(await goesOn(onCall({ ...call, phase: 'after' }), response))) return;
      response.writeHead(200, { 'Content-Type': 'text/xml' }).end(writeXml(answerOf(found, createdAt), XMLNS));
    } catch (error) {
      respondError(response, error, XMLNS);
    }
  }

  /** Finds stacks in the region of the call only. A caller without the permission isn't told whether a stack exists. */
  function describeStacks(named: string | null, caller: ApiCaller): readonly DeployedStack[] {
    const { region, role } = caller;
    const here = stacks.filter((stack) => stack.region === region);
    if (named === null) {
      authorizeCall(caller, 'cloudformation:DescribeStacks', '*');
      return here;
    }
    const found = here.find(({ id, name }) => named === name || named === id);
    const unknown = named.startsWith('arn:')
      ? named
      : `arn:aws:cloudformation:${region}:${role.account}:stack/${named}/*`;
    authorizeCall(caller, 'cloudformation:DescribeStacks', found?.id ?? unknown);
    if (found === undefined) throw new XmlApiError(400, 'ValidationError', `Stack with id ${named} does not exist`);
    return [found];
  }

  return listen(createServer((request, response) => void answer(request, response)));
}

function answerOf(stacks: readonly DeployedStack[], createdAt: number): XmlElement {
  return xmlElement('DescribeStacksResponse', [
    xmlElement('DescribeStacksResult', [
      xmlElement(
        'Stacks',
        stacks.map((stack) => stackOf(stack, createdAt)),
      ),
    ]),
    xmlElement('ResponseMetadata', [xmlElement('RequestId', randomUUID())]),
  ]);
}

function stackOf({ id, name, outputs }: DeployedStack, createdAt: number): XmlElement {
  return xmlElement('member', [
    xmlElement('StackId', id),
    xmlElement('StackName', name),
    xmlElement('CreationTime', new Date(createdAt).toISOString()),
    xmlElement('StackStatus', 'CREATE_COMPLETE'),
    xmlElement(
      'Outputs',
      outputs.map(({ key, value, description }) =>
        xmlElement('member', [
          xmlElement('OutputKey', key),
          xmlElement('OutputValue', value),
          ...(description === undefined ? [] : [xmlElement('Description', description)]),
        ]),
      ),
    ),
  ]);
}
