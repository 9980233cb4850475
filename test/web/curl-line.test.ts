import { expect, it } from 'vitest';
import { curlLine } from '../../web/curl-line.ts';

it.each([
  ['/rtm_token', { userId: "o'neil b" }, '/rtm_token?userId=o%27neil+b'],
  ['/health', {}, '/health'],
  ['/rooms/{room}/{role}', { expireTime: '60', role: 'host', room: 'a/b' }, '/rooms/a%2Fb/host?expireTime=60'],
  ['/rooms/{room}', { room: "o'neil" }, '/rooms/o%27neil'],
])('asks %s with what the page asked', (path, asked, place) => {
  expect(curlLine('https://stagepass.example', 'ada', { path }, asked)).toBe(
    `curl -u ada 'https://stagepass.example${place}'`,
  );
});
