import { describe, expect, it, vi } from 'vitest';
import type { ErrorCode } from '../../../api/errors.ts';
import { providers } from '../../../lambda/providers.ts';
import { isRemoteWith } from '../../../lambda/shared/providers/provider.ts';
import type { SandboxBehaviour } from '../../../lambda/shared/providers/stand-in.ts';
import { RETRY_MS } from '../../../lambda/shared/secrets/cached.ts';
import { captureLog } from '../../support/captured-log.ts';
import { Confidential } from '../../support/confidential.ts';
import { statedOf } from './requests.ts';
import { configurationOf, standInOf, startSuite } from './running-provider.ts';

const { run, advance } = await startSuite();

const failures: [SandboxBehaviour, ErrorCode, status: number][] = [
  ['refuse', 'provider_refused', 502],
  ['fail', 'provider_failed', 502],
  ['drop', 'provider_failed', 502],
  ['nonsense', 'provider_failed', 502],
  ['hang', 'provider_timeout', 504],
];

/** Lets nobody wait for long, whatever the functions’ times are. */
async function hastened<T>(call: () => Promise<T>): Promise<T> {
  const { setTimeout: set } = globalThis;
  const { timeout } = AbortSignal;
  const spies = [
    vi
      .spyOn(globalThis, 'setTimeout')
      .mockImplementation(((run: () => void, ms = 0, ...given: []) =>
        set(run, ms / 50, ...given)) as typeof setTimeout),
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout.call(AbortSignal, Math.ceil(ms / 50))),
  ];
  try {
    return await call();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe.each(providers)('$id', (provider) => {
  it('says whether it is asked over the network: its routes, its functions and its sandbox agree', async () => {
    const { startSandbox } = await standInOf(provider);
    const { isRemote, functions, routes } = provider;
    // What ends a session asks the provider in any case.
    const mayFail = routes.some(({ failures: named, needsUsers }) => !needsUsers && named.some(isProviders));
    expect({ mayFail, hasSandbox: startSandbox !== undefined }).toEqual({ mayFail: isRemote, hasSandbox: isRemote });
    // One that isn’t asked may still be somewhere that clients are told.
    if (isRemote) expect(functions.some(({ url }) => url !== undefined)).toBe(true);
  });
});

const asStated = await Promise.all(
  providers.map(async (provider) => ({ provider, configuration: configurationOf(provider, await statedOf(provider)) })),
);
const remote = asStated.filter(({ provider, configuration }) => isRemoteWith(provider, configuration));

describe.each(remote.map(({ provider }) => provider))('$id', (provider) => {
  it('fails in each way that its contract names, and tells nothing of its own', async () => {
    const log = captureLog();
    const running = await run(provider);
    const confidential = new Confidential();
    for (const [owner, value] of Object.entries(running.secrets)) confidential.addFields(owner, value);
    const asking = running.askable.filter(({ failures: named }) => named.some(isProviders));
    const askAll = () =>
      Promise.all(
        asking.map(async (route) => ({ route, ...(await running.ask(route, running.requestsOf(route).request({}))) })),
      );
    for (const [behaviour, code, status] of failures) {
      running.sandbox?.behave(behaviour);
      // By then the keys have been read: all that is late is the provider.
      for (const { route, ...answer } of behaviour === 'hang' ? await hastened(askAll) : await askAll()) {
        expect([answer.status, answer.body.code], `${route.name}, ${behaviour}`).toEqual([status, code]);
        expect(Object.keys(answer.body)).toEqual(['error', 'code', 'requestId']);
        expect(route.failures, route.name).toContain(code);
        expect(confidential.foundIn(answer.text), route.name).toEqual([]);
      }
      // For how long a failure is remembered.
      advance(RETRY_MS);
    }
    expect(confidential.foundIn(log.text())).toEqual([]);
    const reaching = new Set(asking.map((route) => running.functionOf(route).folder));
    expect([...reaching]).toEqual(provider.functions.filter(({ url }) => url).map(({ folder }) => folder));
    running.sandbox?.behave('ok');
    for (const { route, status } of await askAll()) if (route.audit?.vends) expect(status, route.name).toBe(200);
  });
});

function isProviders(code: ErrorCode): boolean {
  return code.startsWith('provider_');
}
