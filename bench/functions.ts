import { CALLER_HEADER, ORIGIN_HEADER } from '../api/headers.ts';
import { clientOpenApiRoute } from '../lambda/openapi/contract.ts';
import { originSecretName } from '../lib/secrets/secret-names.ts';
import type { BenchedFunction, BenchedRequest } from './benched-function.ts';
import { apiEvent, viewerRequestEvent } from './events.ts';
import { providerFunctions } from './provider-functions.ts';
import { STAGE } from './stage.ts';
import type { Surroundings } from './surroundings.ts';

const sha256 = { file: 'bench/bare.ts', name: 'sha256' };

function viewer(name: string, authorization: (surroundings: Surroundings) => string, status?: string): BenchedRequest {
  return {
    name,
    event: (surroundings) => viewerRequestEvent(clientOpenApiRoute.path, authorization(surroundings)),
    isRight: (answer: { status?: string }) => answer.status === status,
    bare: sha256,
  };
}

const basic = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const clientPassword = (surroundings: Surroundings) =>
  JSON.parse(surroundings.secret('CallerSecretclient')).password as string;

const guard: BenchedFunction = {
  id: 'guard',
  coldBudget: 1,
  kilobytes: 200,
  tutorial: 'bench/tutorials/guard.cjs',
  requests: [
    viewer('allow', (surroundings) => basic('client', clientPassword(surroundings))),
    viewer('deny', () => basic('client', 'not the password'), '401'),
    viewer('unknown user', () => basic('nobody', 'any password'), '401'),
    viewer('malformed', () => 'Basic %%% not base64 %%%', '401'),
  ],
};

const authorizer: BenchedFunction = {
  id: 'authorizer-client',
  coldBudget: 1.5,
  kilobytes: 200,
  requests: [
    {
      name: 'allow',
      event: (surroundings) => {
        const given = { [ORIGIN_HEADER]: surroundings.secret(originSecretName(STAGE)), [CALLER_HEADER]: 'client' };
        return {
          ...apiEvent(surroundings.apis, clientOpenApiRoute, {}, 'client'),
          type: 'REQUEST',
          methodArn: `arn:aws:execute-api:us-east-1:123456789012:abcdefghij/${STAGE}/GET/openapi.json`,
          headers: given,
          multiValueHeaders: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [value]])),
        };
      },
      isRight: (answer: { principalId: string }) => answer.principalId === 'client',
      bare: sha256,
    },
  ],
};

/** Every function that a request for a token passes through. */
export const functions: readonly BenchedFunction[] = [guard, authorizer, ...(await providerFunctions())];
