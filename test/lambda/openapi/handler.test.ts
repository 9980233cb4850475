import { describe, expect, it } from 'vitest';
import { inProjects } from '../../../api/in-projects.ts';
import { openApiDocument } from '../../../api/openapi.ts';
import { dereferenced } from '../../../api/openapi-references.ts';
import { accessTokenRoute } from '../../../lambda/agora/contract.ts';
import { adminOpenApiRoute, clientOpenApiRoute } from '../../../lambda/openapi/contract.ts';
import { createHandler } from '../../../lambda/openapi/create-handler.ts';
import { documentFor } from '../../../lambda/openapi/document-for.ts';
import type { CallerRights } from '../../../lambda/shared/rights/rights.ts';
import { apiEvent, bodyOf } from '../../support/api-event.ts';
import { captureLog } from '../../support/captured-log.ts';
import { rightsOfClient } from '../../support/rights.ts';
import { stageContract } from '../../support/stage-contract.ts';

describe.each([clientOpenApiRoute, adminOpenApiRoute])('GET $path', (route) => {
  const contract = stageContract(route.audience, ['basic']);

  it('answers the whole document', async () => {
    captureLog();
    const answer = await createHandler(contract, Date.now, rightsOfClient())(apiEvent(route));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(bodyOf(answer)).toEqual({ ...contract.document, 'x-stagepass-caller': 'client' });
  });

  it('takes no parameter', async () => {
    captureLog();
    const answer = await createHandler(contract, Date.now, rightsOfClient())(apiEvent(route, { format: 'yaml' }));
    expect(answer.statusCode).toBe(400);
  });
});

describe('the contract of a caller with rights', () => {
  const contract = stageContract('client');
  type Parameters = { name: string; required: boolean; schema: { enum?: string[]; default?: string } }[];

  async function answered(own: Partial<CallerRights>) {
    captureLog();
    const answer = await createHandler(contract, Date.now, rightsOfClient(own))(apiEvent(clientOpenApiRoute));
    const { paths } = dereferenced(bodyOf(answer) as object) as {
      paths: Record<string, { get: { parameters: Parameters } }>;
    };
    return paths;
  }

  it('has the projects that it may choose, and says which one it gets without choosing', async () => {
    const all = openApiDocument([inProjects(accessTokenRoute, ['default', 'eu', 'us'])], { audience: 'client' });
    const choices = { agoraRtc: { project: 'agora.projects' } };
    const project = (only: CallerRights['only']) => {
      const rights = { routes: ['GET /access_token'], only };
      const document = documentFor({ document: all, choices, namedUsers: {} }, 'client', rights, undefined);
      const { parameters } =
        (dereferenced(document, document.paths) as Record<string, { get: { parameters: Parameters } }>)['/access_token']
          ?.get ?? {};
      const { required, schema } = parameters?.find(({ name }) => name === 'project') ?? {};
      return [required, schema?.enum, schema?.default];
    };
    expect(project({})).toEqual([false, ['default', 'eu', 'us'], 'default']);
    expect(project({ 'agora.projects': ['eu', 'us'] })).toEqual([true, ['eu', 'us'], undefined]);
    expect(project({ 'agora.projects': ['us'] })).toEqual([false, ['us'], 'us']);
    expect(project({ 'agora.projects': ['us', 'default'] })).toEqual([false, ['default', 'us'], 'default']);
  });

  it('has its routes and what is anybody’s, and no other', async () => {
    const paths = await answered({ routes: ['GET /token', 'GET /openapi.json'] });
    expect(Object.keys(paths)).toEqual(['/token', '/openapi.json', '/health']);
  });

  it('offers the values that it may ask for, and no default that it may not', async () => {
    const offered = async (only: CallerRights['only'], name: string) =>
      (await answered({ only }))['/access_token']?.get.parameters.find((parameter) => parameter.name === name);
    expect(await offered({}, 'role')).toMatchObject({ required: false, schema: { default: 'subscriber' } });
    expect(await offered({ 'agora.roles': ['subscriber'] }, 'role')).toMatchObject({
      required: false,
      schema: { enum: ['subscriber'], default: 'subscriber' },
    });
    const publisher = await offered({ 'agora.roles': ['publisher'] }, 'role');
    expect(publisher).toMatchObject({ required: true, schema: { enum: ['publisher'] } });
    expect(publisher?.schema).not.toHaveProperty('default');
    expect(await offered({ 'agora.versions': ['007'] }, 'version')).toMatchObject({ schema: { enum: ['007'] } });
    expect(await offered({ 'agora.channels': ['lobby'] }, 'role')).toEqual(await offered({}, 'role'));
  });

  it('has no component and no tag that only others’ routes need, and an example that it may use', async () => {
    captureLog();
    const rights = rightsOfClient({
      routes: ['GET /access_token', 'GET /openapi.json'],
      only: { 'agora.roles': ['subscriber'] },
    });
    const document = bodyOf(await createHandler(contract, Date.now, rights)(apiEvent(clientOpenApiRoute))) as {
      tags: { name: string }[];
      components: Record<string, object>;
    };
    expect(document.tags.map(({ name }) => name)).toEqual(['agora', 'stagepass']);
    expect(Object.keys(document.components.schemas ?? {})).toEqual([
      'VendedToken',
      'ErrorBody',
      'OpenApiDocument',
      'Health',
    ]);
    expect(Object.keys(document.components.parameters ?? {})).toEqual(['ExpireTime', 'AgoraVersion']);
    expect(Object.keys(document.components.securitySchemes ?? {})).toEqual(['basic', 'bearer']);
    const { paths } = dereferenced(document) as { paths: Record<string, { get: { parameters: object[] } }> };
    expect(paths['/access_token']?.get.parameters).toContainEqual(
      expect.objectContaining({ name: 'role', example: 'subscriber' }),
    );
  });
});

describe('the lifetime and the names in the contract of a caller with rights', () => {
  type Shown = { name: string; example?: unknown; schema: { minimum?: number; maximum?: number } };
  const user = undefined;

  function parameter(path: string, name: string, own: Partial<CallerRights>) {
    const rights = { routes: [`GET ${path}`], only: {}, ...own };
    const { paths } = dereferenced(documentFor(stageContract('client'), 'client', rights, user)) as {
      paths: Record<string, { get: { parameters: Shown[] } }>;
    };
    return paths[path]?.get.parameters.find((each) => each.name === name);
  }

  it('has the caller’s maximum, and an example within it', () => {
    const lifetime = (path: string, maximumLifetimeSeconds?: number) =>
      parameter(path, 'expireTime', { maximumLifetimeSeconds });
    expect(lifetime('/access_token', 900)).toMatchObject({ example: 900, schema: { minimum: 1, maximum: 900 } });
    expect(lifetime('/access_token', 7_200)).toMatchObject({ example: 3_600, schema: { maximum: 7_200 } });
    expect(lifetime('/access_token')?.schema).not.toHaveProperty('maximum');
    // A lifetime that the provider takes is always refused to this caller.
    expect(lifetime('/zoom/token', 900)).not.toHaveProperty('example');
  });

  it('has it in bodies, too, which then can’t ask for no end', () => {
    const route = 'POST /millicast/publish_token';
    const body = (maximumLifetimeSeconds?: number) => {
      const rights = { routes: [route], only: {}, maximumLifetimeSeconds };
      const { paths } = dereferenced(documentFor(stageContract('admin'), 'admin', rights, user)) as {
        // biome-ignore lint/suspicious/noExplicitAny: a document is JSON
        paths: any;
      };
      const { example, schema } = paths['/millicast/publish_token'].post.requestBody.content['application/json'];
      return [example.expires, JSON.stringify(schema.properties.expires)];
    };
    const [example, lifetime] = body(900);
    expect(example).toBe(900);
    expect(lifetime).toContain('"maximum":900');
    expect(lifetime).not.toContain('never');
    expect(body()).toEqual([3_600, expect.stringContaining('never')]);
  });

  it('has an example that a pattern takes, where one gives it', () => {
    const channel = (...channels: string[]) =>
      parameter('/access_token', 'channelName', { only: { 'agora.channels': channels } })?.example;
    expect(channel('hall-*')).toBe('hall-1');
    expect(channel('{tenant}-*', 'lobby')).toBe('lobby');
    expect(channel('hall-*', 't*')).toBe('test');
    expect(channel('{tenant}-*')).toBe('test');
  });
});

describe('the name of a token’s user', () => {
  const contract = stageContract('client');
  const ada = { name: 'ada', issuer: 'app', values: { tenant: ['acme'], rooms: ['lobby', 'hall'] } };

  function isRequired(
    identities: readonly string[] | undefined,
    user: typeof ada | undefined,
    path = '/livekit/token',
  ) {
    const only = identities === undefined ? {} : { 'livekit.identities': identities };
    const document = documentFor(contract, 'client', { routes: [`GET ${path}`], only }, user);
    const { paths } = dereferenced(document) as {
      paths: Record<string, { get: { parameters: { name: string; required: boolean }[] } }>;
    };
    return paths[path]?.get.parameters.find(({ name }) => name === 'identity')?.required;
  }

  it('may be left out by a signed-in user whose rights leave one', () => {
    expect(isRequired(['{user}'], ada)).toBe(false);
    expect(isRequired(['{tenant}-{user}'], ada)).toBe(false);
    expect(isRequired(['lobby'], ada)).toBe(false);
  });

  it('is required of any other', () => {
    expect(isRequired(undefined, ada)).toBe(true);
    expect(isRequired(['{tenant}-*'], ada)).toBe(true);
    expect(isRequired(['{user}', 'guest'], ada)).toBe(true);
    expect(isRequired(['{rooms}'], ada)).toBe(true);
    expect(isRequired(['{team}'], ada)).toBe(true);
    expect(isRequired(['ada'], undefined)).toBe(true);
    expect(isRequired(['{user}'], ada, '/zoom/token')).toBe(true);
  });
});
