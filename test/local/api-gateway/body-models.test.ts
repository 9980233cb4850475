import { describe, expect, it } from 'vitest';
import { validateBody } from '../../../local/api-gateway/body-models.ts';
import { changed } from '../support/small-app.ts';
import { apiRequest, smallApi } from './requests.ts';

const $schema = 'http://json-schema.org/draft-04/schema#';
const named = {
  $schema,
  type: 'object',
  required: ['name'],
  properties: { size: { minimum: 0, exclusiveMinimum: true } },
};

/** The small app's one method, with a model of this schema for bodies of this content type. */
function modelsOf(
  Schema: object,
  contentType = 'application/json',
  validates: Record<string, unknown> = { ValidateRequestBody: true },
) {
  const { methods } = smallApi({
    Thingy: {
      Type: 'AWS::ApiGateway::Model',
      Properties: { ContentType: 'application/json', RestApiId: { Ref: 'Api' }, Schema },
    },
    ...changed('Small-Api', 'Validator', validates),
    ...changed('Small-Api', 'GetThing', { RequestModels: { [contentType]: { Ref: 'Thingy' } } }),
  });
  return methods[0]?.bodyModels ?? new Map();
}

const refused = expect.objectContaining({ type: 'BAD_REQUEST_BODY', text: 'Invalid request body' });

function validate(body: string, type: string[] = ['application/json'], models = modelsOf(named)): void {
  validateBody(models, apiRequest('/things/7', { 'Content-Type': type }), body);
}

describe('validateBody', () => {
  it.each(['{"name":1}', ' {"name":null,"size":0.5} '])('lets %s through', (body) => {
    expect(() => validate(body)).not.toThrow();
  });

  it.each(['', '{', 'name', '[]', 'null', '{}', '{"name":1,"size":0}'])('refuses %j', (body) => {
    expect(() => validate(body)).toThrow(refused);
  });

  it.each([['application/json; charset=utf-8'], ['Application/JSON'], []])('takes %s for JSON', (...type) => {
    expect(() => validate('{}', type)).toThrow(refused);
  });

  it('lets a content type through that no model is for, unless one is for all', () => {
    expect(() => validate('{}', ['text/plain'])).not.toThrow();
    expect(() => validate('{}', ['text/plain'], modelsOf(named, '$default'))).toThrow(refused);
  });

  it('asks nothing where the method’s validator doesn’t', () => {
    expect(modelsOf(named, 'application/json', { ValidateRequestBody: false }).size).toBe(0);
  });
});

describe('readBodyModels', () => {
  it.each([
    [{ type: 'object' }, 'Schema.$schema'],
    [{ $schema: 'http://json-schema.org/draft-07/schema#' }, 'Schema.$schema'],
    [{ $schema, type: 'thing' }, 'Schema: '],
  ])('refuses a model of %j', (schema, what) => {
    expect(() => modelsOf(schema)).toThrow(`Small-Api, Thingy (AWS::ApiGateway::Model): ${what}`);
  });

  it('refuses a model that isn’t there', () => {
    const api = {
      ...changed('Small-Api', 'Validator', { ValidateRequestBody: true }),
      ...changed('Small-Api', 'GetThing', { RequestModels: { 'application/json': 'Elsewhere' } }),
    };
    expect(() => smallApi(api)).toThrow('it refers to Elsewhere, which is no AWS::ApiGateway::Model of the assembly');
  });
});
