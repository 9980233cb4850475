import Ajv from 'ajv-draft-04';
import * as v from 'valibot';
import { type Deployment, inert, type Resource } from '../assembly/deployment.ts';
import { UnsupportedError } from '../assembly/unsupported.ts';
import { GatewayError } from './gateway-error.ts';
import type { ApiRequest } from './request.ts';

/** Whether a parsed body fits a method's model, by the content type that the model is for. */
export type BodyModels = ReadonlyMap<string, (body: unknown) => boolean>;

const DRAFT_04 = 'http://json-schema.org/draft-04/schema#';

const ModelProperties = v.strictObject({
  ContentType: v.optional(v.string()),
  Description: inert,
  Name: v.optional(v.string()),
  RestApiId: v.string(),
  Schema: v.looseObject({ $schema: v.literal(DRAFT_04) }),
});

/**
 * @param requestModels the method's: content type → what a model's `Ref` gives.
 * @throws UnsupportedError for a model that is not of the assembly, or not JSON Schema draft 4.
 */
export function readBodyModels(
  deployment: Deployment,
  requestModels: Readonly<Record<string, string>>,
  from: Resource,
): BodyModels {
  const models = new Map<string, (body: unknown) => boolean>();
  for (const [contentType, ref] of Object.entries(requestModels)) {
    const model = deployment.byRef('AWS::ApiGateway::Model', ref, from);
    const { Schema } = model.properties(ModelProperties);
    try {
      const validate = new Ajv.default({ strict: false, validateFormats: false }).compile(Schema);
      models.set(contentType.toLowerCase(), (body) => validate(body) === true);
    } catch (error) {
      throw new UnsupportedError(model, `Schema: ${error instanceof Error ? error.message : error}`);
    }
  }
  return models;
}

/**
 * A request of a content type that no model is for is let through unread. Without a content type, it is JSON.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 *
 * @throws GatewayError BAD_REQUEST_BODY
 */
export function validateBody(models: BodyModels, request: ApiRequest, text: string): void {
  const given = request.headers.get('content-type')?.values.at(-1) ?? 'application/json';
  const contentType = given.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const fits = models.get(contentType) ?? models.get('$default');
  if (fits === undefined) return;
  if (!fits(parseJson(text))) throw new GatewayError('BAD_REQUEST_BODY');
}

/** What isn't JSON fits no model, as undefined doesn't. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
