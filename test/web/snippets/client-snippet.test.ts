import { expect, it } from 'vitest';
import type { Operation } from '../../../web/contract.ts';
import { clientSnippet } from '../../../web/snippets/client-snippet.ts';

const taking = (name: Operation['name'], ...parameters: string[]) => ({
  name,
  path: '/any',
  parameters: parameters.map((parameter) => ({ name: parameter, required: false, schema: {} })),
});
const snippet = (operation: ReturnType<typeof taking>, asked: Record<string, string>) =>
  clientSnippet({ origin: 'https://stagepass.example', caller: 'ada', operation, asked });

it.each([
  [taking('agoraRtc', 'channelName', 'uid'), { channelName: 'a"b', uid: '7' }, '{ channelName: "a\\"b", uid: "7" }'],
  [taking('millicastViewer', 'streamName'), {}, ''],
])('shows a call that asks as the page did: %o', (operation, asked, input) => {
  expect(snippet(operation, asked)).toBe(
    `import { createClient, keepFresh } from 'stagepass/client';

const credentials = { username: "ada", password };
const client = createClient({ url: 'https://stagepass.example', credentials });
const fresh = keepFresh(() => client.${operation.name}(${input}), useToken);`,
  );
});

it('shows a call with a project in its options', () => {
  const operation = taking('agoraRtc', 'channelName', 'project');
  expect(snippet(operation, { channelName: 'a', project: 'eu' })).toContain(
    'client.agoraRtc({ channelName: "a" }, { project: "eu" })',
  );
  expect(snippet(operation, { project: 'eu' })).toContain('client.agoraRtc({}, { project: "eu" })');
});

it.each<Record<string, string>>([{}, { renew: 'true' }])(
  'shows a call that says when a token was refused, where tokens are kept: %o',
  (asked) => {
    expect(snippet(taking('interactivity', 'renew'), asked)).toContain(
      'keepFresh(({ renew }) => client.interactivity({ renew }), useToken);',
    );
  },
);
