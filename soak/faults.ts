import type { LocalWay } from '../bench/local-way.ts';
import type { SandboxBehaviour } from '../lambda/shared/providers/stand-in.ts';
import { RETRY_MS } from '../lambda/shared/secrets/cached.ts';
import { FROM_AFAR, NEARBY } from '../lambda/shared/secrets/read-times.ts';

/** A fault that is switched on for a while. */
export interface Fault {
  readonly name: string;
  begin(way: LocalWay): Promise<void> | void;
  end(way: LocalWay): Promise<void> | void;
  /** It starts by ending all function processes. Requests under way then may get CloudFront's own error page. */
  readonly killsWorkers: boolean;
  /** Whether some requests must fail during it; otherwise it proves nothing. */
  readonly isMet: boolean;
  /** Whether no request may fail during it, but those that are under way at a process that it ends. */
  readonly isSurvived?: true;
  /** All answers must be right again this long after its end, in s. */
  readonly recoversWithin: number;
}

/** A function's timeout, in s: a request during a fault may take that long. */
const FUNCTION_TIMEOUT = 10;

/** How long reading a secret may still fail from the end of a fault, with the time its failure is cached, in s. */
const READING_FAILURE = (Math.max(NEARBY.deadlineMs, FROM_AFAR.deadlineMs) + RETRY_MS) / 1_000;

/** The functions are restarted with it, so that they have no cached token or secret to go on with. */
function everyProvider(name: string, behaviour: SandboxBehaviour): Fault {
  return {
    name,
    async begin({ sandboxes, stagepass }) {
      for (const sandbox of [...sandboxes.values()].flat()) sandbox.behave(behaviour);
      await stagepass.coldStart();
    },
    end({ sandboxes }) {
      for (const sandbox of [...sandboxes.values()].flat()) sandbox.behave('ok');
    },
    killsWorkers: true,
    isMet: true,
    recoversWithin: FUNCTION_TIMEOUT + RETRY_MS / 1_000,
  };
}

function secretsManager(name: string, how: 'down' | 'hang', { cold }: { cold: boolean }): Fault {
  return {
    name,
    async begin({ stagepass }) {
      stagepass.secretsManager.fail(how);
      if (cold) await stagepass.coldStart();
    },
    end: ({ stagepass }) => stagepass.secretsManager.restore(),
    killsWorkers: cold,
    isMet: cold,
    recoversWithin: Math.max(FUNCTION_TIMEOUT, READING_FAILURE),
  };
}

/** The regions of the stage that loses one of them. */
export const twoRegions = ['us-east-1', 'eu-west-1'];

function regionLost(name: string, region: string, { cold }: { cold: boolean }): Fault {
  return {
    name,
    async begin({ stagepass }) {
      stagepass.regions.lose(region);
      // Guard and functions read everything anew, in the region that is left.
      if (cold) await stagepass.coldStart();
    },
    end: ({ stagepass }) => stagepass.regions.giveBack(region),
    killsWorkers: cold,
    isMet: false,
    // Also with cold functions: the guard has its secrets from the other region before its time is up, and so has
    // CloudFront the answer.
    isSurvived: true,
    recoversWithin: FUNCTION_TIMEOUT,
  };
}

/** For a stage with two regions. */
export const regionFaults: readonly Fault[] = [
  regionLost('first region lost, functions warm', 'us-east-1', { cold: false }),
  regionLost('first region lost, functions cold', 'us-east-1', { cold: true }),
];

export const faults: readonly Fault[] = [
  everyProvider('providers down', 'drop'),
  everyProvider('providers answer that they are out of order', 'fail'),
  everyProvider('providers slow', 'hang'),
  everyProvider('providers answer nonsense', 'nonsense'),
  everyProvider('providers refuse', 'refuse'),
  secretsManager('Secrets Manager down, functions warm', 'down', { cold: false }),
  secretsManager('Secrets Manager down, functions cold', 'down', { cold: true }),
  secretsManager('Secrets Manager slow, functions cold', 'hang', { cold: true }),
  {
    name: 'workers killed',
    begin: ({ stagepass }) => stagepass.coldStart(),
    end: () => {},
    killsWorkers: true,
    isMet: false,
    recoversWithin: FUNCTION_TIMEOUT,
  },
];
