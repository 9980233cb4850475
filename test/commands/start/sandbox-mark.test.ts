import { expect, it } from 'vitest';
import { sandboxMark } from '../../../commands/start/sandbox-mark.ts';

function headersOf(url: string, providers: Parameters<typeof sandboxMark>[0]): Record<string, unknown> {
  const headers: Record<string, unknown> = {};
  const response = { setHeader: (name: string, value: unknown) => Object.assign(headers, { [name]: value }) };
  sandboxMark(providers)({ url }, response as never);
  return headers;
}

const demo = { id: 'momento', isDemo: true } as const;

it('names the operations of providers without keys of their own, on the contract’s answer alone', () => {
  const providers = [demo, { id: 'agora', isDemo: false } as const];
  const header = { 'Stagepass-Sandbox': 'momento momentoAdmin' };
  expect(headersOf('/openapi.json', providers)).toEqual(header);
  expect(headersOf('/openapi.json?a', providers)).toEqual(header);
  expect(headersOf('/tokens', providers)).toEqual({});
});

it('names none where all have keys, and each once where a provider has several projects', () => {
  expect(headersOf('/openapi.json', [{ ...demo, isDemo: false }])).toEqual({});
  expect(headersOf('/openapi.json', [demo, demo])).toEqual({ 'Stagepass-Sandbox': 'momento momentoAdmin' });
});
