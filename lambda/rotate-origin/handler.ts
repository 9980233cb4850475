import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { ORIGIN_HEADER } from '../../api/headers.ts';
import { ORIGIN_SECRET_LENGTH, randomPassword } from '../shared/rotation/random-password.ts';
import { rotationHandler } from '../shared/rotation/rotation.ts';
import { secretOf } from '../shared/rotation/secret-of.ts';
import { env, requireEnv } from '../shared/settings/environment.ts';
import { optionsFromEnv } from '../shared/settings/options-from-env.ts';
import { log } from '../shared/telemetry/log.ts';
import { OriginRotationOptions } from './options.ts';
import { originHeader } from './origin-header.ts';
import { probe } from './probe.ts';
import { originRotationSteps } from './steps.ts';

const { distributionId, probes } = optionsFromEnv(OriginRotationOptions);
const settleMs = Number(requireEnv(env.settleSeconds)) * 1000;
// CloudFront is global; its API is in this region.
const cloudFront = new CloudFrontClient({ region: 'us-east-1', retryMode: 'standard' });

export const handler = rotationHandler(
  originRotationSteps({
    newValue: () => randomPassword(ORIGIN_SECRET_LENGTH),
    header: originHeader(cloudFront, distributionId, ORIGIN_HEADER),
    probe: (value) => Promise.all(probes.map((each) => probe(each, value))),
    settle: () => sleep(settleMs),
    now: Date.now,
    sleep,
  }),
  secretOf,
  log,
  // A version written by hand must not stop it: CloudFront may already send the value of the pending version.
  { mayBeAbandoned: false },
);
