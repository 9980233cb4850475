import { readFileSync } from 'node:fs';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../api/openapi.ts';
import { dereferenced } from '../../api/openapi-references.ts';
import { mostInStack, roomForLimits } from '../../lib/config/callers-in-stack.ts';
import { ConfigError, selectStage } from '../../lib/config/config.ts';
import { firstRequest } from '../../lib/config/first-request.ts';
import { MAX_PROJECTS } from '../../lib/config/projects.ts';
import { mostOf, type StageInput, stageRoutes } from '../../lib/config/stage.ts';
import { contractFiles } from '../../lib/functions/contract-files.ts';
import { rightsFile } from '../../lib/functions/function-rights.ts';
import { beyondLimits } from '../../lib/operations/deployment-limits.ts';
import config from '../project/stagepass.config.ts';
import { everyProvider, fullStage, operatedStage, stagepassApp, templates } from '../support/synth.ts';
import { unvalidated } from '../support/unvalidated.ts';

const client = { audience: 'client' } as const;
const minimal: StageInput = { providers: { agora: { projects: { eu: {}, us: {} } } }, callers: { client } };
const withAgora = (agora: unknown, more: object = {}) => ({ ...minimal, ...more, providers: { agora } });

/** What is said of a stage that a type check would not let through. */
function refusal(stage: unknown): string {
  try {
    selectStage({ dev: stage as StageInput }, 'dev');
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

const ivsWith = (name: string) => {
  const ivs = config.dev?.providers.ivs as { readonly stages: object };
  return { ...ivs, stages: { [name]: Object.values(ivs.stages)[0] } };
};

const many = (count: number, of: object = {}) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`project-${at}`.padEnd(20, 'x'), of]));

/** Four providers with five functions, each with as many projects. */
const allWith = (count: number) => {
  const { agora, interactivity, millicast, momento } = fullStage.providers;
  const options = Object.entries({ agora, interactivity, millicast, momento });
  return Object.fromEntries(options.map(([id, each]) => [id, { projects: many(count, each) }]));
};

describe('the configuration of projects', () => {
  it('is the provider’s own for each, with its defaults', () => {
    const agora = { projects: { eu: { tokenVersion: '007' as const }, us: {} } };
    const lifetime = { default: 3_600, maximum: 86_400 };
    expect(selectStage({ dev: { ...minimal, providers: { agora } } }, 'dev').providers.agora).toEqual({
      projects: {
        eu: { tokenVersion: '007', versionByQuery: false, lifetime },
        us: { tokenVersion: '006', versionByQuery: false, lifetime },
      },
    });
  });

  it.each<[string, unknown, string]>([
    [
      'a field beside the projects',
      { projects: { eu: {} }, tokenVersion: '007' },
      'dev.providers.agora.tokenVersion: expected projects alone: move this field into each project that it is for',
    ],
    ['no projects', { projects: {} }, 'dev.providers.agora.projects: expected at least one project'],
    ['a list', { projects: ['eu'] }, 'dev.providers.agora.projects: expected an object of projects by name'],
    ['a name in capitals', { projects: { EU: {} } }, 'projects.EU: expected a project’s name: 1 to 20 small letters'],
    ['a name with a hyphen at its end', { projects: { 'eu-': {} } }, 'projects.eu-: expected a project’s name'],
    ['a long name', { projects: { ['e'.repeat(21)]: {} } }, 'expected a project’s name'],
    ['an empty name', { projects: { '': {} } }, 'expected a project’s name'],
    [
      'names that are one in outputs',
      { projects: { 'e-u': {}, eu: {} } },
      'projects: expected names that differ in more than hyphens: not both e-u and eu',
    ],
    [
      'a wrong option of one',
      { projects: { eu: {}, us: { tokenVersion: '008' } } },
      "dev.providers.agora.projects.us.tokenVersion: expected '006' or '007', but got \"008\"",
    ],
    ['too many', { projects: many(MAX_PROJECTS + 1) }, `projects: expected ${MAX_PROJECTS} projects at most`],
  ])('refuses %s', (_what, agora, message) => {
    expect(refusal(withAgora(agora))).toContain(message);
  });

  it('refuses a project whose variable in .env is one of something else', () => {
    const app = { 'app-id': client };
    expect(refusal(withAgora({ projects: { password: {} } }, { callers: app }))).toContain(
      'dev.providers.agora.projects.password: expected another name: APP_ID_PASSWORD, which would be a variable of this project, is one of something else',
    );
    expect(refusal(withAgora({ projects: { password: {} } }))).toBe('accepted');
  });

  it('refuses more projects than a stack has room for, with the limits that callers have', () => {
    const all = `dev.providers: expected ${mostOf.projectSecrets} secrets at most that projects add, over all providers`;
    expect(refusal({ ...fullStage, providers: allWith(MAX_PROJECTS) })).toContain(all);
    expect(refusal({ ...fullStage, providers: allWith(MAX_PROJECTS - 4) })).toBe('accepted');
    const callers = Object.fromEntries(
      Array.from({ length: mostInStack.limits }, (_, at) => [`caller-${at}`, { ...client, limit: { rate: 1 } }]),
    );
    const inStack = { callers, callersInStack: { limits: Object.keys(callers) } };
    expect(refusal(withAgora({ projects: { eu: {} } }, inStack))).toBe('accepted');
    expect(refusal(withAgora({ projects: { eu: {}, us: {} } }, inStack))).toContain(
      'dev.callersInStack.limits: expected 59 callers at most: beside the secrets that projects add (1)',
    );
  });
});

describe('rights to projects', () => {
  const kiosk = (rights: object, providers: object = minimal.providers) =>
    refusal({ providers, callers: { kiosk: { ...client, rights } } });

  it.each<[string, object, object, string]>([
    [
      'a project that the stage doesn’t have',
      { agora: { projects: ['eu', 'asia'] } },
      { agora: { projects: { eu: {}, us: {} } } },
      'rights.agora.projects.1: expected a project of the stage: eu, us, but got "asia"',
    ],
    [
      'the same project twice',
      { agora: { projects: ['us', 'us'] } },
      { agora: { projects: { eu: {}, us: {} } } },
      'rights.agora.projects: expected each project once',
    ],
    [
      'no project',
      { agora: { projects: [] } },
      { agora: { projects: { eu: {}, us: {} } } },
      'rights.agora.projects: expected one or more projects',
    ],
    [
      'projects of a provider that has none',
      { agora: { projects: ['eu'] } },
      { agora: {} },
      'rights.agora.projects.0: expected nothing, since the stage has no projects of agora, but got "eu"',
    ],
    [
      'projects of a provider that the caller may not ask',
      { providers: ['agora'], momento: { projects: ['eu'] } },
      { agora: {} },
      'rights.momento: expected nothing, since this caller has no route of momento',
    ],
    [
      'a right that one of the caller’s projects can’t give',
      { agora: { projects: ['us'], versions: ['006'] } },
      { agora: { projects: { eu: {}, us: { tokenVersion: '007' } } } },
      "rights.agora.versions: expected '007' among them, since the stage vends no other (project us)",
    ],
  ])('can’t be to %s', (_what, rights, providers, message) => {
    expect(kiosk(rights, providers)).toContain(message);
  });

  it('are of every provider, also of one that has no terms, and only judged by the caller’s own projects', () => {
    const providers = {
      agora: { projects: { eu: {}, us: { tokenVersion: '007' } } },
      interactivity: { projects: { a: { lifetimeSeconds: 60 }, b: { lifetimeSeconds: 7_200 } } },
    };
    const rights = {
      agora: { projects: ['eu'], versions: ['006'] },
      interactivity: { projects: ['a'] },
      maximumLifetimeSeconds: 60,
    };
    expect(kiosk(rights, providers)).toBe('accepted');
  });

  it.each<[string, object, object]>([
    ['IVS stages', { ivs: { stages: ['x', 'y'] } }, { ivs: { projects: { a: ivsWith('x'), b: ivsWith('y') } } }],
    [
      'grants',
      { twilio: { grants: ['voice'] } },
      { twilio: { projects: { a: { grants: { video: {} } }, b: { grants: { voice: { incoming: true } } } } } },
    ],
    ['versions', { agora: { versions: ['007'] } }, { agora: { projects: { eu: { tokenVersion: '007' }, us: {} } } }],
    [
      'channels',
      { ably: { channels: ['news'] } },
      {
        ably: { projects: { a: { capability: { news: ['subscribe'] } }, b: { capability: { chat: ['subscribe'] } } } },
      },
    ],
  ])('may name %s that only one of the caller’s projects gives', (_what, rights, providers) => {
    expect(kiosk(rights, providers)).toBe('accepted');
  });

  it('must be right in each project where they say how something is given', () => {
    expect(
      kiosk(
        { maximumLifetimeSeconds: 60 },
        { interactivity: { projects: { a: { lifetimeSeconds: 60 }, b: { lifetimeSeconds: 7_200 } } } },
      ),
    ).toContain('rights.maximumLifetimeSeconds: expected at least 7200');
    // In the first an owner may send everything, whatever the right says.
    expect(
      kiosk({ daily: { send: ['audio'] } }, { daily: { projects: { a: { owner: true }, b: { owner: false } } } }),
    ).toContain('owner beside send: true or false, since an owner may send everything (project a)');
  });

  it('are told once what none of the projects gives', () => {
    const told = kiosk(
      { agora: { versions: ['006'] } },
      { agora: { projects: { eu: { tokenVersion: '007' }, us: { tokenVersion: '007' } } } },
    );
    expect(told.match(/'007' among them.*/g)).toEqual([expect.stringContaining('no other (project eu, us)')]);
  });

  it('are told to the function beside its terms, and to the contract among them', () => {
    const callers = {
      client,
      kiosk: { ...client, rights: { agora: { projects: ['us'], roles: ['subscriber' as const] } } },
    };
    const stage = selectStage({ dev: { ...minimal, callers } }, 'dev');
    const ofAgora = JSON.parse(rightsFile(stage, 'agora')['rights.json'] ?? '');
    expect(ofAgora.kiosk).toMatchObject({ only: { roles: ['subscriber'] }, projects: ['us'] });
    expect(ofAgora.kiosk.only).not.toHaveProperty('projects');
    expect(ofAgora.client).not.toHaveProperty('projects');
    const ofContract = JSON.parse(rightsFile(stage)['rights.json'] ?? '');
    expect(ofContract.kiosk.only).toEqual({ 'agora.roles': ['subscriber'], 'agora.projects': ['us'] });
  });
});

describe('the contract of a stage with projects', () => {
  type Parameter = { name: string; required: boolean; schema: { enum?: string[]; default?: string } };
  const parametersOf = (projects: StageInput['providers']['agora'], path: string) => {
    const providers = { agora: projects, interactivity: {} };
    const stage = selectStage({ dev: { ...minimal, providers } as StageInput }, 'dev');
    const document = openApiDocument(stageRoutes(stage), { audience: 'client' });
    const paths = dereferenced(document, document.paths) as Record<string, { get: { parameters: Parameter[] } }>;
    return paths[path]?.get.parameters ?? [];
  };
  const project = (projects: StageInput['providers']['agora'], path = '/access_token') =>
    parametersOf(projects, path).find(({ name }) => name === 'project');

  it('has the parameter on its provider’s routes, as a choice of those that are there', () => {
    expect(project({ projects: { eu: {}, us: {} } })).toMatchObject({ required: true, schema: { enum: ['eu', 'us'] } });
    expect(project({ projects: { eu: {}, us: {} } }, '/rtm_token')).toBeDefined();
    expect(project({ projects: { eu: {}, us: {} } }, '/token')).toBeUndefined();
    expect(project({ projects: { default: {}, us: {} } })).toMatchObject({
      required: false,
      schema: { enum: ['default', 'us'], default: 'default' },
    });
    expect(project({ projects: { eu: {} } })).toMatchObject({ required: false, schema: { default: 'eu' } });
    expect(project({})).toBeUndefined();
    const others = (projects: StageInput['providers']['agora']) =>
      parametersOf(projects, '/access_token').filter(({ name }) => name !== 'project');
    expect(others({ projects: { eu: {} } })).toEqual(others({}));
  });

  it('knows which right limits it, and is told that to whom may ask a first question', () => {
    const stage = selectStage({ dev: minimal }, 'dev');
    const choices = JSON.parse(contractFiles(stageRoutes(stage), 'client')['choices.json'] ?? '');
    expect(choices.agoraRtc.project).toBe('agora.projects');
    expect(firstRequest(stage)?.path).toMatch(/^\/access_token\?.*&project=eu$/);
    const plain = selectStage({ dev: withAgora({ projects: { default: {}, us: {} } }) as StageInput }, 'dev');
    expect(firstRequest(plain)?.path).not.toContain('project');
  });
});

describe('the stack of a stage with projects', () => {
  const plain = templates({ ...fullStage, callers: { client } }).api;
  const projects = templates({
    ...fullStage,
    callers: { client },
    providers: {
      ...fullStage.providers,
      agora: { projects: { default: {}, 'eu-west': {} } },
      interactivity: { projects: { eu: {}, us: {} } },
    },
  }).api;
  const secretOf = (template: Template, owner: string) =>
    template.findResources('AWS::SecretsManager::Secret', {
      Properties: { Tags: Match.arrayWith([{ Key: 'provider-secret', Value: owner }]) },
    });

  it('keeps the secret of a stage without projects for the one that is called default', () => {
    expect(secretOf(projects, 'Agora')).toEqual(secretOf(plain, 'Agora'));
    const [id = ''] = Object.keys(secretOf(projects, 'Agora'));
    projects.hasOutput('ProviderSecretAgora', { Value: { Ref: id } });
  });

  it('has a secret for each other project, empty and with its name', () => {
    const [[id = '', secret] = []] = Object.entries(secretOf(projects, 'Agora/eu-west'));
    expect(secret?.Properties).toMatchObject({
      Description: 'Stagepass: the keys of Agora, project eu-west',
      SecretString: '{"appId":"","appCertificate":""}',
    });
    projects.hasOutput('ProviderSecretAgoraProjecteuwest', { Value: { Ref: id } });
    expect(secretOf(projects, 'Interactivity')).toEqual({});
    expect(Object.keys(secretOf(projects, 'Interactivity/us'))).toHaveLength(1);
  });

  it('has one function for all of them, which may read just their secrets', () => {
    const functionOf = (template: Template, id: string) =>
      Object.values(
        template.findResources('AWS::Lambda::Function', {
          Properties: { Tags: Match.arrayWith([{ Key: 'stagepass-function', Value: id }]) },
        }),
      );
    const refs = ['Agora', 'Agora/eu-west'].map((owner) => ({ Ref: Object.keys(secretOf(projects, owner))[0] }));
    const [agora, ...others] = functionOf(projects, 'agora');
    expect(others).toEqual([]);
    expect(agora?.Properties.Environment.Variables).toEqual({
      SECRET_ARNS: { 'Fn::Join': ['', ['{"default":"', refs[0], '","eu-west":"', refs[1], '"}']] },
      STAGE: 'test',
      LOG_SUBJECTS: 'true',
    });
    projects.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: refs }]),
      },
    });
    expect(projects.findResources('AWS::Lambda::Function')).toSatisfy(
      (found: object) => Object.keys(found).length === Object.keys(plain.findResources('AWS::Lambda::Function')).length,
    );
    expect(functionOf(projects, 'momento')).toEqual(functionOf(plain, 'momento'));
  });
});

it('is within what AWS takes with as many projects as a stage may have, of the longest names', () => {
  const { agora, momento } = allWith(MAX_PROJECTS);
  const { interactivity, millicast } = allWith(MAX_PROJECTS - 5);
  const providers = { ...everyProvider, agora, momento, interactivity, millicast };
  const emails = Array.from({ length: mostOf.emails }, (_, at) => `on-call-${at}@example.com`);
  const limits = roomForLimits(mostOf.projectSecrets);
  const limited = (count: number) => ({
    ...Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`caller-${at}`, { ...client, limit: { rate: 1 } }] as const),
    ),
    unlimited: client,
  });
  const biggest = { ...operatedStage, providers, alarms: { emails }, callers: limited(limits) } as StageInput;
  const app = stagepassApp(biggest, [], 's'.repeat(20));
  const { stacks } = unvalidated(() => app.synth());
  expect(stacks).toHaveLength(2);
  for (const { templateFullPath } of stacks) {
    const text = readFileSync(templateFullPath, 'utf8');
    expect(beyondLimits(JSON.parse(text), Buffer.byteLength(text))).toEqual([]);
  }
});
