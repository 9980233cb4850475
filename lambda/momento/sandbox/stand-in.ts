import { status } from '@grpc/grpc-js';
import type { SandboxBehaviour, StandIn } from '../../shared/providers/stand-in.ts';
import { credentialsIn, type MomentoKeys } from '../keys.ts';
import { demoApiKey, type MomentoBehaviour, startMomentoSandbox } from './sandbox.ts';

/** Of the token service: what fails in the cache, no caller notices. */
function behaviours({ apiKey }: MomentoKeys): Readonly<Record<SandboxBehaviour, MomentoBehaviour>> {
  return {
    ok: 'ok',
    refuse: { status: status.UNAUTHENTICATED },
    fail: { status: status.INTERNAL },
    // What gRPC makes of a connection that breaks off.
    drop: { status: status.UNAVAILABLE },
    // Our own key is no token.
    nonsense: { token: credentialsIn(apiKey).at(-1) ?? '' },
    hang: 'hang',
  };
}

export const standIn: StandIn<MomentoKeys> = {
  demoKeys: () => ({ apiKey: demoApiKey() }),
  async startSandbox(keys) {
    const { url, calls, behave, close } = await startMomentoSandbox({ keys });
    return { url, calls: () => calls.token, behave: (as) => behave('token', behaviours(keys)[as]), close };
  },
};
