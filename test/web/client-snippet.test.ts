import { expect, it } from 'vitest';
import { clientSnippet } from '../../web/client-snippet.ts';
import type { Operation } from '../../web/contract.ts';

const taking = (name: Operation['name'], ...parameters: string[]) => ({
  name,
  parameters: parameters.map((parameter) => ({ name: parameter, required: false, schema: {} })),
});

it.each([
  [taking('agoraRtc', 'channelName', 'uid'), { channelName: 'a"b', uid: '7' }, '{ channelName: "a\\"b", uid: "7" }'],
  [taking('millicastViewer', 'streamName'), {}, ''],
])('shows a call that asks as the page did: %o', ({ name, parameters }, asked, input) => {
  expect(clientSnippet('https://stagepass.example', { name, parameters }, asked)).toBe(
    `const client = createClient({ url: 'https://stagepass.example', credentials });
const fresh = keepFresh(() => client.${name}(${input}), useToken);`,
  );
});

it('shows a call with a project in its options', () => {
  const snippet = (asked: Record<string, string>) =>
    clientSnippet('https://stagepass.example', taking('agoraRtc', 'channelName', 'project'), asked);
  expect(snippet({ channelName: 'a', project: 'eu' })).toContain(
    'client.agoraRtc({ channelName: "a" }, { project: "eu" })',
  );
  expect(snippet({ project: 'eu' })).toContain('client.agoraRtc({}, { project: "eu" })');
});

it.each<Record<string, string>>([{}, { renew: 'true' }])(
  'shows a call that says when a token was refused, where tokens are kept: %o',
  (asked) => {
    expect(clientSnippet('https://stagepass.example', taking('interactivity', 'renew'), asked)).toContain(
      'keepFresh(({ renew }) => client.interactivity({ renew }), useToken);',
    );
  },
);
