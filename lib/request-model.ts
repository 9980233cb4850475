import { type IRestApi, type JsonSchemaType, JsonSchemaVersion, Model } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { jsonSchemaOf } from '../api/openapi.ts';
import type { Route } from '../api/route.ts';

/**
 * What API Gateway itself asks of a route's body: of the contract's schema only what speaks of the body as a whole. Its
 * refusal is one fixed text for all routes and can't name a field, so a field that is wrong is the function's to refuse
 * (docs/decisions/0010).
 */
export function requestModel(scope: Construct, restApi: IRestApi, { name, body, summary }: Route): Model | undefined {
  if (body === undefined) return undefined;
  const { type } = jsonSchemaOf(body, 'input');
  return new Model(scope, `${name}Body`, {
    restApi,
    description: `The body of: ${summary}`,
    schema: { schema: JsonSchemaVersion.DRAFT4, title: name, type: type as JsonSchemaType },
  });
}
