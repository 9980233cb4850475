import type { SandboxBehaviour, StandIn } from '../../shared/providers/stand-in.ts';
import { GrpcStatus } from '../grpc-status.ts';
import { credentialsIn, type MomentoKeys } from '../keys.ts';
import { demoApiKey, type MomentoBehaviour, startMomentoSandbox } from './sandbox.ts';

/** Behaviours of the token service. Callers don't notice a failure of the cache. */
function behaviours({ apiKey }: MomentoKeys): Readonly<Record<SandboxBehaviour, MomentoBehaviour>> {
  return {
    ok: 'ok',
    refuse: { status: GrpcStatus.UNAUTHENTICATED },
    fail: { status: GrpcStatus.INTERNAL },
    // The status that gRPC reports when a connection breaks.
    drop: { status: GrpcStatus.UNAVAILABLE },
    // A token that contains our own key is refused.
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
