import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../api/openapi.ts';
import { adminOpenApiRoute, clientOpenApiRoute, routes } from '../../../api/routes.ts';
import { createHandler } from '../../../lambda/openapi/create-handler.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';

describe.each([clientOpenApiRoute, adminOpenApiRoute])('GET $path', (route) => {
  const document = openApiDocument(routes, { audience: route.audience });

  it('answers the whole document', async () => {
    captureLog();
    const answer = await createHandler(document, Date.now, rightsOfClient())(apiEvent(route));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(bodyOf(answer)).toEqual(document);
  });

  it('takes no parameter', async () => {
    captureLog();
    const answer = await createHandler(document, Date.now, rightsOfClient())(apiEvent(route, { format: 'yaml' }));
    expect(answer.statusCode).toBe(400);
  });
});
