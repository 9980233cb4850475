import { finish, type Rotation, RotationError, type RotationSteps } from '../shared/rotation/rotation.ts';
import type { OriginHeader } from './origin-header.ts';

export interface OriginRotationTools {
  readonly newValue: () => string;
  readonly header: OriginHeader;
  /** Sends every API a request like CloudFront's, with this value. @returns the statuses of their answers. */
  readonly probe: (value: string) => Promise<readonly number[]>;
  /** Waits until every authorizer knows the pending value or will look for it. */
  readonly settle: () => Promise<unknown>;
  /** In ms since 1970. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** CloudFront needs minutes, and a Lambda function may run for 15. After a timeout the next attempt goes on waiting. */
const DEPLOY_WAIT_MS = 13 * 60_000;
const POLL_MS = 10_000;

/**
 * Gives the distribution a new value of the origin header. The authorizer accepts the pending value before CloudFront
 * sends it, and the previous value until the end of the next rotation. So an edge location may send either of them.
 */
export function originRotationSteps(tools: OriginRotationTools): RotationSteps {
  const { newValue, header, probe, settle, now, sleep } = tools;
  return {
    settle,

    async createSecret({ secret, labels }) {
      if ((await secret.read(labels.AWSPENDING)) === undefined) await secret.putPending(labels.AWSPENDING, newValue());
    },

    async setSecret(rotation) {
      const value = await pendingValue(rotation);
      if (await header.is(value)) return;
      await settle();
      // API Gateway caches a denial for minutes, so CloudFront must never send a value that an API doesn't accept.
      const statuses = await probe(value);
      if (statuses.some((status) => status !== 200)) {
        throw new RotationError(`the APIs answer the pending value with ${statuses.join(', ')}, not 200`);
      }
      await header.set(value);
    },

    async testSecret({ secret, labels }) {
      const pending = await secret.read(labels.AWSPENDING);
      // Secrets Manager calls this step with an empty version when a schedule is set up.
      if (pending === undefined) return;
      const endsAt = now() + DEPLOY_WAIT_MS;
      for (;;) {
        const state = await header.state(pending.value);
        if (state === 'deployed') return;
        if (state === 'another value') throw new RotationError('the distribution no longer has the pending value');
        if (now() + POLL_MS > endsAt) throw new RotationError('the distribution is still being deployed');
        await sleep(POLL_MS);
      }
    },

    async finishSecret(rotation) {
      await pendingValue(rotation);
      await finish(rotation, settle);
    },
  };
}

async function pendingValue({ secret, labels }: Rotation): Promise<string> {
  const version = await secret.read(labels.AWSPENDING);
  if (version === undefined) throw new RotationError('the pending version has no value');
  return version.value;
}
