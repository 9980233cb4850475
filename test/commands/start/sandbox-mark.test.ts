import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { sandboxMark } from '../../../commands/start/sandbox-mark.ts';

function headersOf(url: string, providers: Parameters<typeof sandboxMark>[0], status = 200): Record<string, unknown> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  sandboxMark(providers)({ url }, response);
  response.writeHead(status);
  return { ...response.getHeaders() };
}

const demo = { id: 'momento', isDemo: true } as const;

it('names the operations of providers without keys of their own, on the contract’s answer alone', () => {
  const providers = [demo, { id: 'agora', isDemo: false } as const];
  const header = { 'stagepass-sandbox': 'momento' };
  expect(headersOf('/openapi.json', providers)).toEqual(header);
  expect(headersOf('/openapi.json?a', providers)).toEqual(header);
  expect(headersOf('/admin/openapi.json', providers)).toEqual({ 'stagepass-sandbox': 'momentoAdmin' });
  expect(headersOf('/tokens', providers)).toEqual({});
});

it('names none where all have keys, and each once where a provider has several projects', () => {
  expect(headersOf('/openapi.json', [{ ...demo, isDemo: false }])).toEqual({});
  expect(headersOf('/openapi.json', [demo, demo])).toEqual({ 'stagepass-sandbox': 'momento' });
});

it.each([401, 403, 500])('names none to those who get no contract: %i', (status) => {
  expect(headersOf('/openapi.json', [demo], status)).toEqual({});
});
