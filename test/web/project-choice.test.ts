import { expect, it } from 'vitest';
import type { Client } from '../../client/client-of.ts';
import type { Operation } from '../../web/contract.ts';
import { clientIn, projectParameter, withoutProject } from '../../web/project-choice.ts';

const parameter = (name: string, ...values: string[]) => ({ name, required: false, schema: { enum: values } });
const operation = (name: Operation['name'], ...parameters: Operation['parameters'][number][]): Operation => ({
  name,
  method: 'GET',
  path: '/any',
  summary: '',
  parameters,
  body: undefined,
  answer: {},
});

const of = ['listPublishTokens', 'createPublishToken'];
const project = parameter('project', 'eu', 'us');
const operations = [
  operation('agoraRtc', parameter('project', 'asia')),
  operation('listPublishTokens', parameter('page'), project),
];

it('finds the projects of a section’s own provider, and hides the parameter from the section', () => {
  expect(projectParameter(of, operations)).toBe(project);
  expect(projectParameter(['momento'], operations)).toBeUndefined();
  expect(withoutProject(operations).map(({ parameters }) => parameters.map(({ name }) => name))).toEqual([
    [],
    ['page'],
  ]);
});

it('gives a section a client whose own routes ask for the project, and no other route', async () => {
  const asked: unknown[][] = [];
  const method = (...given: unknown[]) => Promise.resolve(void asked.push(given));
  const client = { listPublishTokens: method, agoraRtc: method } as unknown as Client;
  const inEu = clientIn(client, of, 'eu');
  await inEu.listPublishTokens({ page: 1, itemsOnPage: 10 }, { timeoutMs: 5 });
  await inEu.agoraRtc({ channelName: 'a' });
  expect(asked).toEqual([
    [
      { page: 1, itemsOnPage: 10 },
      { timeoutMs: 5, project: 'eu' },
    ],
    [{ channelName: 'a' }],
  ]);
});
