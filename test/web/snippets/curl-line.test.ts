import { expect, it } from 'vitest';
import { curlLine } from '../../../web/snippets/curl-line.ts';

const line = (path: string, asked: Record<string, string>, caller = 'ada') =>
  curlLine({
    origin: 'https://stagepass.example',
    caller,
    operation: { name: 'agoraRtc', path, parameters: [] },
    asked,
  });

it.each([
  ['/rtm_token', { userId: "o'neil b" }, '/rtm_token?userId=o%27neil+b'],
  ['/health', {}, '/health'],
  ['/rooms/{room}/{role}', { expireTime: '60', role: 'host', room: 'a/b' }, '/rooms/a%2Fb/host?expireTime=60'],
  ['/rooms/{room}', { room: "o'neil" }, '/rooms/o%27neil'],
])('asks %s with what the page asked', (path, asked, place) => {
  expect(line(path, asked)).toBe(`curl -u ada 'https://stagepass.example${place}'`);
});

it('writes a caller’s name as one word of a shell', () => {
  expect(line('/health', {}, "o'neil $(id)")).toContain("-u 'o'\\''neil $(id)' ");
});
